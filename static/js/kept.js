/* Texts outside the form of an event (an answer, a remark, a reason): they stay on this computer until the server has
   them. A form says by data-keep what it is; without this file it works as ever. */
(function () {
  "use strict";
  const PREFIX = "pobratim-kept:" + document.currentScript.dataset.user + ":";
  const LONGEST = 30 * 864e5;

  function stored(action, store) {
    try { return action(window[store || "localStorage"]); } catch (forbiddenOrFull) { return null; }
  }
  const forget = (key) => stored((store) => store.removeItem(key));
  /* What this tab has sent and heard nothing of. */
  const SENT = PREFIX + "sent";
  const sent = () => stored((store) => JSON.parse(store.getItem(SENT)), "sessionStorage") || [];
  const send = (keys) => stored((store) => store.setItem(SENT, JSON.stringify(keys)), "sessionStorage");

  /* Whatever was sent and done is told by a message on the next page; where there is none, nothing is forgotten. */
  if (document.querySelector("[data-done]")) sent().forEach(forget);
  send([]);
  (stored((store) => Object.keys(store).filter((key) => key.startsWith(PREFIX))) || []).forEach((key) => {
    const entry = stored((store) => JSON.parse(store.getItem(key)));
    if (!entry || !(Date.now() - entry.at < LONGEST)) forget(key);
  });

  const forms = Array.from(document.querySelectorAll("form[data-keep]"));
  const areas = (form) => Array.from(form.elements).filter((control) => control.matches("textarea"));
  const keyOf = (form, area) => PREFIX + form.dataset.keep + ":" + area.name;
  const isUnsent = (area) => area.value.trim() !== area.defaultValue.trim();

  function note(form, area) {
    const key = keyOf(form, area);
    if (!isUnsent(area)) return forget(key);
    return stored((store) => store.setItem(key, JSON.stringify({ text: area.value, at: Date.now() })));
  }
  /* The text is back in its field, said in words, with a way out. */
  function restore(form, area) {
    const entry = stored((store) => JSON.parse(store.getItem(keyOf(form, area))));
    if (!entry || area.value !== area.defaultValue || entry.text.trim() === area.value.trim()) return;
    area.value = entry.text;
    const line = document.createElement("p");
    line.className = "kept-note muted small";
    line.id = area.id + "_kept";
    const when = new Date(entry.at).toLocaleString("ru-RU", { day: "numeric", month: "long", hour: "2-digit", minute: "2-digit" });
    line.textContent = "Не отправлено: ваш текст цел на этом компьютере (" + when + "). ";
    const button = document.createElement("button");
    button.type = "button";
    button.className = "linkish";
    button.textContent = "Отбросить";
    button.addEventListener("click", () => {
      area.value = area.defaultValue;
      note(form, area);
      line.remove();
      area.focus();
    });
    line.append(button);
    area.after(line);
    area.setAttribute("aria-describedby", ((area.getAttribute("aria-describedby") || "") + " " + line.id).trim());
    const fold = area.closest("details");
    if (fold) fold.open = true;
  }
  forms.forEach((form) => {
    areas(form).forEach((area) => {
      restore(form, area);
      area.addEventListener("input", () => note(form, area));
    });
    form.addEventListener("submit", () => send(areas(form).map((area) => keyOf(form, area))));
  });

  /* Saving the event sends the answers written beside its fields along: nobody would think otherwise. */
  const event = document.getElementById("event-form");
  const isAnswer = (form) => event.contains(areas(form)[0] || null);
  let isSending = false;
  let isAnswered = false;
  async function answer(form) {
    try {
      const result = await fetch(form.action, { method: "POST", body: new FormData(form), redirect: "manual" });
      if (result.type === "opaqueredirect") areas(form).forEach((area) => forget(keyOf(form, area)));
    } catch (noLink) { /* the text stays where it is, and is offered again */ }
  }
  if (event) event.addEventListener("submit", async (submission) => {
    const written = forms.filter((form) => isAnswer(form) && areas(form).some((area) => isUnsent(area) && area.value.trim()));
    if (isAnswered || !written.length) return;
    submission.preventDefault();
    submission.stopImmediatePropagation();
    if (isSending) return;
    isSending = true;
    for (const form of written) await answer(form);
    isSending = false;
    isAnswered = true;
    event.requestSubmit(submission.submitter);
    isAnswered = false;
  }, true);
})();
