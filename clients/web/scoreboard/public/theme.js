// The chosen colours before the first paint; a page in a frame may have no storage.
try {
  var theme = localStorage.getItem("scrbrd.theme");
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
} catch (error) {
  // the device's own colours then
}
