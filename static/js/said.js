/* What the last action did, and what is wrong with what was sent, come into focus also where the address leads to a place
   further down: there browsers pass over `autofocus`. Without this file the block is still in sight (components.css). */
(function begin() {
  "use strict";
  document.addEventListener("another-form", begin, { once: true }); // next-form.js: a page without a load
  const said = document.querySelector(".said");
  const wrong = document.querySelector("main [role='alert'][autofocus]");
  // An empty form of an event is written in at once; what was done with the last one is read out with its first field.
  const begins = document.querySelector("form.event textarea[autofocus]");
  if (begins && said) {
    said.id = said.id || "said";
    begins.setAttribute("aria-describedby", [begins.getAttribute("aria-describedby"), said.id].filter(Boolean).join(" "));
  }
  const isFree = () => !document.activeElement || document.activeElement === document.body;
  function focus() {
    if (isFree() && wrong) wrong.focus();
    else if (isFree() && begins) begins.focus({ preventScroll: true });
    else if (isFree() && said) said.focus({ preventScroll: true });
  }
  /* The place that the address leads to stops under all of them, however many lines they take. */
  const stack = document.querySelector(".said-stack");
  function makeRoom() {
    if (!stack || !stack.isConnected) return;
    document.documentElement.style.scrollPaddingTop = stack.offsetHeight + 16 + "px";
    const target = document.getElementById(location.hash.slice(1));
    const top = target ? target.getBoundingClientRect().top : -1;
    if (top >= 0 && top < stack.getBoundingClientRect().bottom) target.scrollIntoView();
  }
  /* A field that the address leads to can be written in at once. With it in the address a page that finds a mistake
     would not bring its summary into focus. */
  const field = document.getElementById(location.hash.slice(1));
  if (field && field.matches("input:not([type=checkbox]):not([type=radio]), textarea, select")) {
    field.focus();
    history.replaceState(history.state, "", location.pathname + location.search);
  }
  makeRoom();
  window.addEventListener("load", makeRoom);
  // Going to the place takes the focus away once more, when the page is loaded.
  focus();
  window.addEventListener("load", () => { focus(); setTimeout(focus); });
  document.querySelectorAll(".said").forEach((one) => {
    const hide = one.querySelector("[data-said-hide]");
    const close = () => {
      const rest = one.nextElementSibling && one.nextElementSibling.closest(".said");
      const next = rest || document.getElementById(location.hash.slice(1)) || document.getElementById("main");
      one.remove();
      document.documentElement.style.scrollPaddingTop = "";
      if (!document.querySelector(".said")) {
        stack.remove();
        document.documentElement.classList.remove("has-said");
      }
      if (!next.matches("a, button, input, select, textarea, [tabindex]")) next.tabIndex = -1;
      next.focus({ preventScroll: true });
    };
    hide.hidden = false;
    hide.addEventListener("click", close);
    one.addEventListener("keydown", (event) => { if (event.key === "Escape") close(); });
  });
})();
