/* «Сохранить и внести ещё» and «Копия и дальше» put the next form in the place of the saved one, without another page.
   Any other answer than the next form means that the form goes the ordinary way once more: either nothing was saved, or
   the server knows the sending by its number. Without this file the buttons lead to a page of their own. */
(function () {
  "use strict";
  const GOES_ON = '[name="action"][value="save_add"], [name="action"][value="save_copy"]';
  const PATIENCE = 20000;
  const AROUND = ["nav.crumbs", ".bell", "#main"]; // what differs between two pages of this kind
  const address = () => location.pathname + location.search;
  let shown = address(); // what is on the page; the browser may go back to another address without asking for it

  /* The document with the next form and its address; null where the server has something else to say. */
  async function save(form, button) {
    const body = new FormData(form, button);
    const patience = new AbortController();
    const limit = setTimeout(() => patience.abort(), PATIENCE);
    try {
      const answer = await fetch(form.getAttribute("action"), { method: "POST", body, signal: patience.signal });
      if (!answer.ok || !answer.redirected) return null;
      const next = new DOMParser().parseFromString(await answer.text(), "text/html");
      return next.querySelector("#event-form[data-new]") ? { next, url: answer.url } : null;
    } catch (noLink) {
      return null;
    } finally {
      clearTimeout(limit);
    }
  }

  /* What is typed until the answer is there would be in neither event. The focus stays: to lose it is a change, too. */
  function hold(form) {
    form.setAttribute("aria-busy", "true");
    ["keydown", "beforeinput", "click", "paste", "drop"].forEach((name) => form.addEventListener(name, (event) => {
      event.preventDefault();
      event.stopPropagation();
    }, true));
  }

  function put({ next, url }) {
    history.pushState(null, "", url);
    document.title = next.title;
    document.documentElement.className = next.documentElement.className;
    AROUND.forEach((part) => document.querySelector(part).replaceWith(document.adoptNode(next.querySelector(part))));
    scrollTo(0, 0);
    // Each script of the form lets go of the old one and begins with the new one.
    document.dispatchEvent(new Event("another-form"));
    shown = address();
  }

  /* Past the listeners, which have done their part. */
  function sendAsEver(form, button) {
    const action = Object.assign(document.createElement("input"), { type: "hidden", name: "action", value: button.value });
    form.append(action);
    HTMLFormElement.prototype.submit.call(form);
  }

  document.addEventListener("submit", async (submission) => {
    const { target: form, submitter: button } = submission;
    if (submission.defaultPrevented || form.id !== "event-form" || !button || !button.matches(GOES_ON)) return;
    submission.preventDefault();
    hold(form);
    const found = await save(form, button);
    if (found) put(found); else sendAsEver(form, button);
  });
  /* Back from a form that was put here, and forward to it: the page of that address comes from the server. */
  window.addEventListener("popstate", () => {
    if (address() !== shown) location.replace(address());
  });
})();
