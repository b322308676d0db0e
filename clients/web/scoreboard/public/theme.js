// Runs before the page's own scripts: sets the chosen colours, and shows a message if those scripts cannot be loaded.
try {
  var theme = localStorage.getItem("scrbrd.theme");
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
} catch (error) {
  // a page in a frame may have no storage: it has the device's own colours
}

function showFailure() {
  var first = document.querySelector("#app .first");
  if (!first) return;
  first.setAttribute("role", "alert");
  first.textContent = self.origin === "null"
    ? 'The page around this scoreboard lets it load nothing. Its frame needs sandbox="allow-scripts allow-same-origin".'
    : "This page cannot be loaded. Please try it again.";
}

// The error event of a script that cannot be loaded does not bubble, so it is caught in the capture phase.
addEventListener("error", function (event) {
  if (!(event.target instanceof HTMLScriptElement)) return;
  if (document.readyState === "loading") addEventListener("DOMContentLoaded", showFailure);
  else showFailure();
}, true);
