/* Texts outside the form of an event (an answer, a remark, a reason): they stay on this computer until the server has
   them. A form says by data-keep what it is; without this file it works as ever. */
(function () {
  "use strict";
  const USER = document.currentScript.dataset.user;
  const PREFIX = "pobratim-kept:" + USER + ":";
  function stored(action, store) {
    try { return action(window[store || "localStorage"]); } catch (forbiddenOrFull) { return null; }
  }
  const forget = (key) => stored((store) => store.removeItem(key));
  const read = (key) => stored((store) => JSON.parse(store.getItem(key)));
  /* What this tab has sent and heard nothing of: [key, text] of each field. */
  const SENT = "pobratim-kept-sent";
  const sent = () => stored((store) => JSON.parse(store.getItem(SENT)), "sessionStorage") || [];
  const send = (pairs) => stored((store) => store.setItem(SENT, JSON.stringify(pairs)), "sessionStorage");
  /* Another tab may have written something else under the same key since. */
  function forgetText(pair) {
    const entry = read(pair[0]) || {};
    if (entry.text !== pair[1]) return;
    forget(pair[0]);
    if (entry.signs) tell(entry.signs, pair[0].slice(PREFIX.length).replace(/:[^:]*$/, ""), false);
  }

  /* The server gets a sign, without the words, that somebody writes here: whoever decides on the report is asked first. */
  const SIGNS = document.body.dataset.signs;
  const AGAIN = 60000;
  const LONGEST_KEY = 200; // what the column holds
  const begun = new Map(); // form → since when the server knows
  const unsaid = new Map(); // form → timer
  async function tell(address, key, isThere) {
    const mark = document.querySelector('[name="csrfmiddlewaretoken"]');
    const body = new FormData();
    const sent = { key: key.slice(0, LONGEST_KEY), is_there: isThere ? "on" : "", written_by: USER, csrfmiddlewaretoken: mark ? mark.value : "" };
    Object.entries(sent).forEach((pair) => body.append(pair[0], pair[1]));
    try { await fetch(address, { method: "POST", body, keepalive: true }); } catch (noLink) { /* the words are still here */ }
  }
  function sign(form) {
    unsaid.delete(form);
    const isThere = areas(form).some(isUnsent);
    if (isThere) begun.set(form, Date.now()); else begun.delete(form);
    return tell(SIGNS, form.dataset.keep, isThere);
  }
  function signSoon(form) {
    const isThere = areas(form).some(isUnsent);
    const isKnown = isThere ? Date.now() - (begun.get(form) || 0) < AGAIN : !begun.has(form);
    if (!SIGNS || isKnown) return;
    clearTimeout(unsaid.get(form));
    unsaid.set(form, setTimeout(sign, 1000, form));
  }
  let isTold = false;
  document.addEventListener("submit", async (submission) => {
    const form = submission.target;
    clearTimeout(unsaid.get(form));
    unsaid.delete(form); // what is being sent is not half-written
    if (isTold || !unsaid.size) return;
    submission.preventDefault();
    submission.stopImmediatePropagation();
    await Promise.all(Array.from(unsaid.keys(), sign));
    isTold = true;
    form.requestSubmit(submission.submitter);
    isTold = false;
  }, true);

  /* A message on the next page says that a form was saved. Without such a message the text is kept. Nothing
     is forgotten by age either: the clocks of computers err by years. */
  function hear() {
    if (document.querySelector("[data-done]")) sent().filter((pair) => pair[0].startsWith(PREFIX)).forEach(forgetText);
    // After signing in again the form is still on its way.
    if (!document.querySelector("[data-on-its-way]")) send([]);
  }
  hear();

  const onPage = () => Array.from(document.querySelectorAll("form[data-keep]"));
  let forms = onPage();
  const areas = (form) => Array.from(form.elements).filter((control) => control.matches("textarea"));
  const keyOf = (form, area) => PREFIX + form.dataset.keep + ":" + area.name;
  const pairs = (form) => areas(form).map((area) => [keyOf(form, area), area.value]);
  // After a refusal the field begins with a text that the server does not have.
  const isRefusal = Boolean(document.querySelector("[role='alert']"));
  const refused = new Set();
  const isUnsent = (area) => refused.has(area) || area.value.trim() !== area.defaultValue.trim();

  function note(form, area) {
    const key = keyOf(form, area);
    signSoon(form);
    if (!isUnsent(area)) { forget(key); say(area, ""); return; }
    const entry = JSON.stringify({ text: area.value, at: Date.now(), signs: SIGNS });
    const isKept = stored((store) => { store.setItem(key, entry); return true; });
    say(area, isKept ? "Пока не отправлено, этот текст хранится только на этом компьютере." :
      "Не отправлено, а хранить текст на этом компьютере браузер не даёт: не закрывайте эту страницу.");
  }
  /* One line under the field, read out when it changes. */
  function say(area, words) {
    let line = document.getElementById(area.id + "_kept");
    if (!line && !words) return;
    if (!line) {
      line = document.createElement("p");
      line.className = "kept-note muted small";
      line.id = area.id + "_kept";
      line.setAttribute("aria-live", "polite");
      area.after(line);
    }
    if (line.textContent !== words) line.textContent = words;
  }
  /* The text is back in its field, said in words, with a way out. */
  function restore(form, area) {
    const entry = read(keyOf(form, area));
    if (!entry || typeof entry.text !== "string") return;
    if (entry.text === area.value && isRefusal) refused.add(area);
    else if (entry.text === area.value) forget(keyOf(form, area));
    if (area.value !== area.defaultValue || entry.text.trim() === area.value.trim()) return;
    area.value = entry.text;
    const when = new Date(entry.at).toLocaleString("ru-RU", { day: "numeric", month: "long", hour: "2-digit", minute: "2-digit" });
    say(area, "Не отправлено: ваш текст цел на этом компьютере (" + when + "). ");
    const line = area.nextElementSibling;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "linkish";
    button.textContent = "Отбросить";
    button.addEventListener("click", () => discard(form, area));
    line.append(button);
    area.setAttribute("aria-describedby", ((area.getAttribute("aria-describedby") || "") + " " + line.id).trim());
    const fold = area.closest("details");
    if (fold) fold.open = true;
  }
  /* What a person did not want can be brought back in this tab, until something else is written or sent there. */
  const DISCARDED = "pobratim-discarded:" + USER + ":";
  const discardedKey = (form, area) => DISCARDED + form.dataset.keep + ":" + area.name;
  const inTab = (action) => stored(action, "sessionStorage");
  function discard(form, area) {
    const text = area.value;
    inTab((store) => store.setItem(discardedKey(form, area), text));
    area.value = area.defaultValue;
    note(form, area);
    offerBack(form, area, text);
    area.focus();
  }
  function offerBack(form, area, text) {
    say(area, "Текст отброшен. ");
    const button = document.createElement("button");
    button.type = "button";
    button.className = "linkish";
    button.textContent = "Вернуть текст";
    button.addEventListener("click", () => {
      forgetDiscarded(form, area);
      area.value = text;
      note(form, area);
      area.focus();
    });
    area.nextElementSibling.append(button);
  }
  const forgetDiscarded = (form, area) => inTab((store) => store.removeItem(discardedKey(form, area)));
  function keep(form) {
    areas(form).forEach((area) => {
      restore(form, area);
      const discarded = inTab((store) => store.getItem(discardedKey(form, area)));
      if (discarded && !isUnsent(area)) offerBack(form, area, discarded);
      area.addEventListener("input", () => {
        forgetDiscarded(form, area);
        note(form, area);
      });
    });
    form.addEventListener("submit", () => {
      send(pairs(form));
      areas(form).forEach((area) => forgetDiscarded(form, area));
    });
  }
  forms.forEach(keep);
  /* Notes that another file opens on the page (margin.js), and that send themselves. */
  document.addEventListener("note-opened", (event) => {
    forms.push(event.target);
    keep(event.target);
  });
  document.addEventListener("note-done", (event) => {
    const form = event.target;
    areas(form).forEach((area) => forget(keyOf(form, area)));
    clearTimeout(unsaid.get(form));
    unsaid.delete(form);
    if (begun.delete(form)) tell(SIGNS, form.dataset.keep, false);
  });
  /* Which of them have an unsent text; asked by whoever can open them. */
  document.addEventListener("unsent-notes", (event) => {
    const keys = stored((store) => Object.keys(store).filter((key) => key.startsWith(PREFIX))) || [];
    keys.filter((key) => key.endsWith(":text")).forEach((key) => event.detail(key.slice(PREFIX.length, -":text".length)));
  });

  /* Saving the event sends the answers written beside its fields along: nobody would think otherwise. */
  let event;
  const isAnswer = (form) => form !== event && event.contains(areas(form)[0] || null);
  let isSending = false;
  let isAnswered = false;
  async function answer(form) {
    const sending = pairs(form);
    const patience = new AbortController();
    const limit = setTimeout(() => patience.abort(), 10000);
    try {
      const request = { method: "POST", body: new FormData(form), redirect: "manual", signal: patience.signal };
      if ((await fetch(form.action, request)).type === "opaqueredirect") sending.forEach(forgetText);
    } catch (noLink) { /* the text stays where it is, and is offered again */ }
    clearTimeout(limit);
  }
  async function sendAnswers(submission) {
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
  }
  function listen() {
    event = document.getElementById("event-form");
    if (event) event.addEventListener("submit", sendAnswers, true);
  }
  listen();
  /* next-form.js has put another form in the place of the saved one. */
  document.addEventListener("another-form", () => {
    unsaid.forEach(clearTimeout);
    unsaid.clear();
    begun.clear();
    hear();
    forms = onPage();
    forms.forEach(keep);
    listen();
  });
})();
