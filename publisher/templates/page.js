(function () {
  "use strict";
  var root = document.documentElement;
  var theme = document.getElementById("theme-switch");
  var code = document.getElementById("code-switch");
  function remembered(name) { try { return localStorage.getItem(name); } catch (e) { return null; } }
  function remember(name, value) { try { localStorage.setItem(name, value); } catch (e) { /* private window */ } }
  function dark() {
    return root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  }
  var chosen = remembered("report-theme");
  if (chosen === "dark" || chosen === "light") { root.dataset.theme = chosen; }
  theme.addEventListener("click", function () {
    root.dataset.theme = dark() ? "light" : "dark";
    remember("report-theme", root.dataset.theme);
  });
  function showCode(open) {
    document.body.dataset.code = open ? "shown" : "hidden";
    document.querySelectorAll("details.code").forEach(function (fold) { fold.open = open; });
    code.setAttribute("aria-pressed", String(open));
  }
  if (code) {
    root.classList.add("switched");
    showCode(document.body.dataset.code === "shown");
    code.addEventListener("click", function () { showCode(code.getAttribute("aria-pressed") !== "true"); });
  }
  var contents = document.querySelector(".contents details");
  if (contents && matchMedia("(max-width: 68rem)").matches) { contents.open = false; }
}());
