// Before the page's own scripts: the chosen colours, and what to say where those scripts do not come.
try {
  var theme = localStorage.getItem("scrbrd.theme");
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
} catch (error) {
  // a page in a frame may have no storage: the device's own colours then
}

function sayFailed() {
  var first = document.querySelector("#app .first");
  if (!first) return;
  first.setAttribute("role", "alert");
  first.textContent = self.origin === "null"
    ? 'The page around this scoreboard lets it load nothing. Its frame needs sandbox="allow-scripts allow-same-origin".'
    : "This page cannot be loaded. Please try it again.";
}

// What does not come is told to the element that asked for it, and to nobody above it but in passing.
addEventListener("error", function (event) {
  if (!(event.target instanceof HTMLScriptElement)) return;
  if (document.readyState === "loading") addEventListener("DOMContentLoaded", sayFailed);
  else sayFailed();
}, true);
