// Written from functions/scrbrd/domain/law_numbers.py by `python -m devtools.datamodel`; do not edit.

/** The number that a Law of the 2017 Code had in the Code of 2000, where it was another. */
export const NUMBER_OF_2000: Readonly<Record<number, number>> = { 2: 3, 12: 12, 13: 12, 14: 13, 15: 14, 16: 21, 17: 22, 21: 24, 22: 25, 23: 26, 24: 2, 25: 2, 27: 40, 28: 41, 31: 27, 32: 30, 33: 32, 40: 31, 41: 42 };
