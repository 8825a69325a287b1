/* Saving without a link to the server stays on the page, says so, and is done as soon as there is a link: the browser's
   own page of a failure would take the form away. Without this file a form is sent as ever. */
(function () {
  "use strict";
  const FORMS = "#event-form, form[data-keep]:not(.margin-note)"; // those notes wait by themselves
  const PROBE = document.currentScript.dataset.probe;
  const AGAIN = 4000;
  const PATIENCE = 8000;
  let asked; // the form that waits for the answer of the probe, or for a link
  let passes; // the form that may go
  let line, timer, isProbing;

  /* Any answer at all is a link; it costs the server nothing. */
  async function hasLink() {
    if (!navigator.onLine) return false;
    const patience = new AbortController();
    const limit = setTimeout(() => patience.abort(), PATIENCE);
    try {
      await fetch(PROBE, { method: "HEAD", redirect: "manual", cache: "no-store", signal: patience.signal });
      return true;
    } catch (noLink) {
      return false;
    } finally {
      clearTimeout(limit);
    }
  }
  /* Where nothing speaks against a link, the form goes at once. */
  function isInDoubt() {
    const words = document.querySelector("[data-draft-words]");
    return !navigator.onLine || Boolean(words && words.textContent.includes("нет связи"));
  }
  function tell(form) {
    if (line) return;
    line = document.createElement("p");
    line.className = "draft-line waits-for-link";
    line.setAttribute("role", "status");
    const stop = document.createElement("button");
    stop.type = "button";
    stop.className = "linkish";
    stop.textContent = "Не ждать";
    stop.addEventListener("click", forget);
    form.append(line);
    line.append("Связи нет. Сохраним, когда появится связь: не закрывайте эту страницу. ", stop);
    line.tabIndex = -1;
    line.focus();
  }
  function forget() {
    clearTimeout(timer);
    asked = null;
    if (line) line.remove();
    line = null;
  }
  async function tryToSend() {
    clearTimeout(timer);
    if (!asked || isProbing) return;
    isProbing = true;
    const isThere = await hasLink();
    isProbing = false;
    if (!asked) return;
    const { form, submitter } = asked;
    if (!isThere) {
      tell(form);
      timer = setTimeout(tryToSend, AGAIN);
      return;
    }
    forget();
    passes = form;
    form.requestSubmit(submitter && submitter.isConnected ? submitter : undefined);
    // What another script stops to send something along beforehand comes round once more.
    setTimeout(() => { passes = null; }, PATIENCE * 2);
  }
  document.addEventListener("submit", (submission) => {
    const form = submission.target;
    if (!form.matches(FORMS) || form.method !== "post" || passes === form || !isInDoubt()) return;
    submission.preventDefault();
    submission.stopImmediatePropagation();
    asked = { form, submitter: submission.submitter };
    tryToSend();
  }, true);
  window.addEventListener("online", tryToSend);
})();
