/* Keeps the form of an event on the server while a person writes, and on this computer until the server has it.
   Without this file, and wherever something fails, the form works by its buttons. */
(function () {
  "use strict";
  const home = document.querySelector("[data-person]");
  if (!home) return;
  const form = home.matches("#event-form") ? home : null;
  // Of what lies on the computer; raised when the controls of the form change their meaning.
  const SCHEMA = 1;
  const PREFIX = "pobratim-draft:" + home.dataset.person + ":";
  const DAY = 24 * 60 * 60 * 1000;
  const OLDEST = 30 * DAY;
  const LARGEST = 1000000; // letters; browsers give a site five million bytes at least
  const LONGEST_WAIT = 60000;
  const OWN = /^(csrfmiddlewaretoken|uid|version|action|draft_)/;

  /* The computer's clock may be wrong by any time; the server's counts. */
  let skew = Number(home.dataset.now) - Date.now();
  const now = () => Date.now() + skew;

  const mark = document.querySelector('[name="csrfmiddlewaretoken"]');
  function token() {
    // It changes with every sign-in, also with one in another tab; then the form's own is out of date.
    const cookie = document.cookie.match(/(?:^|; )csrftoken=([^;]+)/);
    if (cookie && form && mark) form.querySelector('[name="csrfmiddlewaretoken"]').value = cookie[1];
    return cookie ? cookie[1] : mark ? mark.value : "";
  }
  /* The answer with its status; throws when there is no link. */
  async function post(address, pairs, extra, isLeaving) {
    const body = new FormData();
    pairs.concat(Object.entries(extra)).forEach(([name, value]) => body.append(name, value));
    body.append("csrfmiddlewaretoken", token());
    body.append("draft_by", home.dataset.person);
    const patience = new AbortController();
    const limit = setTimeout(() => patience.abort(), 15000);
    try {
      const answer = await fetch(address, {
        method: "POST", body, keepalive: Boolean(isLeaving), signal: patience.signal,
        headers: { Accept: "application/json", "X-Requested-With": "fetch" },
      });
      const date = Date.parse(answer.headers.get("Date"));
      if (date) skew = date - Date.now();
      return Object.assign(await answer.json().catch(() => ({})), { status: answer.status });
    } finally {
      clearTimeout(limit);
    }
  }

  /* ---- what lies on this computer ---- */
  function storage(action) {
    try { return action(window.localStorage); } catch (forbiddenOrFull) { return undefined; }
  }
  const forget = (key) => storage((store) => { store.removeItem(key); return store.getItem(key) === null; });
  const keys = () => storage((store) => Object.keys(store).filter((key) => key.startsWith(PREFIX))) || [];
  function read(key) {
    try { return JSON.parse(window.localStorage.getItem(key)); } catch (rubbish) { return null; }
  }
  /* What cannot go to the server any more is shown, to be copied. */
  function showOld(key, entry) {
    const template = document.querySelector("[data-old-text]");
    if (!template) return;
    const notice = template.content.firstElementChild.cloneNode(true);
    notice.querySelector("[data-when]").textContent = new Date(entry.at).toLocaleString("ru-RU");
    notice.querySelector("textarea").value = entry.pairs.map((pair) => pair[1])
      .filter((text) => /\s/.test(text)).join("\n\n");
    notice.querySelector("button").addEventListener("click", () => { forget(key); notice.remove(); });
    template.before(notice);
  }
  /* What an earlier page could not send goes to the server now, which knows whether it is still wanted. */
  async function bringHome() {
    let isNews = false;
    for (const key of keys()) {
      const entry = read(key);
      if (!entry || !Array.isArray(entry.pairs)) { forget(key); continue; }
      if (form && entry.page === page) continue;
      const age = Math.max(0, now() - entry.at);
      if (entry.schema !== SCHEMA || age > OLDEST) { showOld(key, entry); continue; }
      let answer;
      try {
        answer = await post(entry.address, entry.pairs, Object.assign({ draft_age: age / 1000 }, entry.extra));
      } catch (noLink) { return; }
      if (answer.status === 200 && answer.saved_at) {
        const isHere = form && form.elements.draft_continues.value.includes(entry.page);
        if (forget(key) && !isHere) isNews = true;
      } else if (answer.closed) forget(key);
      else if ([400, 404, 413].includes(answer.status)) showOld(key, entry);
    }
    if (isNews && home.hasAttribute("data-fresh") && !(form && isTouched())) location.reload();
  }
  let page = home.dataset.page;
  if (!form) { bringHome(); return; }

  /* ---- what is typed here ---- */
  const line = form.querySelector("[data-draft-line]");
  const said = form.querySelector("[data-draft-said]");
  const signIn = form.querySelector("[data-sign-in]");
  const offered = Array.from(document.querySelectorAll("[data-offer]")).map((offer) => offer.dataset.offer);
  const fields = () => Array.from(new FormData(form)).filter(([name]) => !OWN.test(name));
  const text = () => JSON.stringify(fields());
  const first = text();
  // A form that was refused or rearranged holds what is nowhere else yet.
  let kept = form.hasAttribute("data-unsaved") ? "" : first;
  let noted = kept;
  let number = 0;
  let isMirrored = false;
  let isBusy = false;
  let isStopped = false;
  let refused = "";
  let wait = 0;
  let failingSince = 0;
  let kind = "";
  let timer;
  let pause;
  const isTouched = () => text() !== first;

  function tell(newKind, words) {
    line.hidden = false;
    line.firstElementChild.textContent = words;
    signIn.hidden = newKind !== "signed-out";
    // Only what is new is read out.
    if (newKind !== kind) said.textContent = words;
    kind = newKind;
  }
  const extra = () => ({
    uid: form.elements.uid.value,
    version: form.elements.version ? form.elements.version.value : "",
    draft_page: page,
    draft_number: number,
    draft_continues: form.elements.draft_continues.value,
  });
  /* Give the words a number, and keep them on this computer until the server has them. */
  function note() {
    const words = text();
    if (words === noted) return;
    noted = words;
    number += 1;
    form.elements.draft_page.value = page;
    const entry = { schema: SCHEMA, address: form.dataset.draft, page, at: now(), extra: extra(), pairs: fields() };
    isMirrored = Boolean(storage((store) => {
      const sum = JSON.stringify(entry);
      if (sum.length > LARGEST) return false;
      store.setItem(PREFIX + page, sum);
      return true;
    }));
  }
  function later(ms) {
    clearTimeout(timer);
    timer = setTimeout(save, ms);
  }
  async function save(isLeaving) {
    clearTimeout(timer);
    const leaving = isLeaving === true;
    if (isStopped || (isBusy && !leaving)) return;
    note();
    const words = noted;
    if (words === kept || (words === refused && !leaving)) return;
    isBusy = true;
    let answer = null;
    try { answer = await post(form.dataset.draft, fields(), extra(), leaving); } catch (noLink) { /* told below */ }
    isBusy = false;
    if (!isStopped) heard(answer || { status: 0 }, words);
  }
  function heard(answer, words) {
    if (answer.status === 200 && answer.saved_at) {
      wait = failingSince = 0;
      if (answer.number > number) { number = answer.number; noted = ""; return later(0); }
      kept = words;
      if (noted === words) forget(PREFIX + page);
      const other = (answer.others || []).find(([state]) => !offered.includes(state));
      tell(other ? "other" : answer.is_stale ? "stale" : "saved", "сохранено в " + answer.saved_at +
        (other ? "; этот текст изменён в другой вкладке, " + other[1] : "") +
        (answer.is_stale ? "; строку тем временем изменили: при сохранении правки соединятся" : "") +
        ". Пока видите только вы: в отчёт текст войдёт по кнопке «Сохранить»");
      if (text() !== kept) later(2000);
    } else if (answer.closed) {
      // Saved, discarded or gone on with elsewhere, while this page is still being written: it begins anew.
      forget(PREFIX + page);
      page = newPage();
      form.elements.draft_continues.value = "";
      number = 0;
      noted = "";
      later(1000);
    } else if (answer.status === 401 || answer.signed_out) {
      fail("signed-out", "не сохранено: вход закончился, " + place("а "));
    } else if (answer.error || [400, 404, 413].includes(answer.status)) {
      refused = words;
      tell("refused", "не сохранено: " + (answer.error || "этот отчёт вам больше не доступен. Скопируйте свой текст."));
    } else {
      fail("offline", "не сохранено: нет связи" + (failingSince && now() - failingSince > DAY ? " больше суток, " : ", ") +
        place("а "));
    }
  }
  function fail(newKind, words) {
    failingSince = failingSince || now();
    tell(newKind, words);
    wait = Math.min(LONGEST_WAIT, wait * 2 || 2000);
    later(wait);
  }
  const place = (and) => isMirrored
    ? "текст цел на этом компьютере" + (failingSince && now() - failingSince > DAY ? " (до 30 дней)" : "")
    : and + "хранить текст на этом компьютере браузер не даёт: не закрывайте эту страницу";
  /* crypto.randomUUID is younger than our oldest browsers, and asks for https. */
  const newPage = () => "10000000-1000-4000-8000-100000000000".replace(/[018]/g, (digit) =>
    (digit ^ (crypto.getRandomValues(new Uint8Array(1))[0] & (15 >> (digit / 4)))).toString(16));

  function touched() {
    clearTimeout(pause);
    pause = setTimeout(note, 300);
    if (!wait) later(2000);
  }
  ["input", "change", "click"].forEach((name) => form.addEventListener(name, touched));
  form.addEventListener("submit", () => {
    note();
    form.elements.draft_page.value = page;
    isStopped = true;
  });
  window.addEventListener("pageshow", (event) => { if (event.persisted) { isStopped = false; touched(); } });
  window.addEventListener("pagehide", () => save(true));
  const again = () => { wait = 0; save(); };
  window.addEventListener("online", again);
  window.addEventListener("focus", again);
  document.addEventListener("visibilitychange", again);
  bringHome();
  if (!kept) later(2000);
})();
