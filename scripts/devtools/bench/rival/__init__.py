"""Scripts run by an interpreter that has another package installed. They import none of ours."""
