/* Keeps the form of an event on the server while a person writes, and on this computer until the server has it.
   Without this file, and wherever something fails, the form works by its buttons. */
(function begin() {
  "use strict";
  const home = document.querySelector("[data-person]");
  if (!home) return;
  /* next-form.js puts another form in the place of this one. */
  const leaving = new AbortController();
  const whileHere = { signal: leaving.signal };
  document.addEventListener("another-form", () => { leaving.abort(); begin(); }, { once: true });
  const form = home.matches("form") ? home : null;
  // Of what lies on the computer; raised when the controls of the form change their meaning.
  const SCHEMA = 1;
  const PREFIX = "pobratim-draft:" + home.dataset.person + ":";
  const DAY = 864e5;
  const LARGEST = 1e6; // letters; browsers give a site five million bytes at least
  const GIVEN_BACK = [400, 404, 413];
  const OWN = /^(csrfmiddlewaretoken|uid|version|written_by|draft_)/;
  let page = home.dataset.page;
  const offered = Array.from(document.querySelectorAll("[data-offer]")).map((offer) => offer.dataset.offer);

  /* The computer's clock may be wrong by any time; the server's counts. */
  let skew = home.dataset.now - Date.now();
  const now = () => Date.now() + skew;

  // Signing in, also in another tab, makes a new one; then the form's own is out of date.
  const mark = (form || document).querySelector('[name="csrfmiddlewaretoken"]');
  function token() {
    const cookie = document.cookie.match(/(?:^|; )(?:__Host-)?csrftoken=([^;]+)/);
    return cookie ? cookie[1] : mark && mark.value;
  }
  /* The answer with its status, 0 when there is no link. */
  async function post(address, pairs, extra, isLeaving) {
    const body = new FormData();
    const marks = { csrfmiddlewaretoken: token(), draft_by: home.dataset.person };
    pairs.concat(Object.entries(extra), Object.entries(marks)).forEach((pair) => body.append(pair[0], pair[1]));
    const patience = new AbortController();
    const limit = setTimeout(() => patience.abort(), 15000);
    try {
      const headers = { Accept: "application/json" };
      const answer = await fetch(address, { method: "POST", body, headers, keepalive: isLeaving, signal: patience.signal });
      skew = (Date.parse(answer.headers.get("Date")) || now()) - Date.now();
      return Object.assign(await answer.json().catch(() => ({})), { status: answer.status });
    } catch (noLink) {
      return { status: 0 };
    } finally {
      clearTimeout(limit);
    }
  }

  /* ---- what lies on this computer ---- */
  function stored(action) {
    try { return action(window.localStorage); } catch (forbiddenOrFull) { return null; }
  }
  const forget = (key) => stored((store) => { store.removeItem(key); return true; });
  /* What cannot go to the server any more is shown, to be copied. */
  function show(key, entry) {
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
  let isLeaving = false; // to load this page again would take back the link that was followed
  window.addEventListener("beforeunload", () => { isLeaving = true; }, whileHere);
  leaving.signal.addEventListener("abort", () => { isLeaving = true; });
  async function bringHome() {
    const keys = stored((store) => Object.keys(store).filter((key) => key.startsWith(PREFIX))) || [];
    let isNews = false;
    for (const key of keys) {
      const sum = stored((store) => store.getItem(key));
      const entry = stored(() => JSON.parse(sum));
      if (!entry || !Array.isArray(entry.pairs)) { forget(key); continue; }
      const age = Math.max(0, now() - entry.at);
      if (entry.schema !== SCHEMA || age > 30 * DAY) { show(key, entry); continue; }
      const send = (more) => post(entry.address, entry.pairs, Object.assign({ draft_age: age / 1000 }, entry.extra, more));
      let answer = await send();
      // Written after its page was saved or discarded: a text of its own.
      if (answer.is_newer) answer = await send({ draft_page: answer.closed, draft_number: 1, draft_continues: "" });
      if (!answer.status) return;
      // Its page may be open in another tab, and be written on.
      if (stored((store) => store.getItem(key)) !== sum) continue;
      const isHere = offered.includes(entry.page + " " + entry.extra.draft_number) || (form && form.elements.draft_continues.value.includes(entry.page));
      if (answer.saved_at) isNews = (forget(key) && !isHere) || isNews;
      else if (answer.closed) forget(key);
      else if (GIVEN_BACK.includes(answer.status)) show(key, entry);
    }
    if (isNews && !isLeaving && "fresh" in home.dataset && !(form && text() !== first)) location.reload();
  }

  /* ---- what is typed here ---- */
  const fields = () => Array.from(new FormData(form)).filter((pair) => !OWN.test(pair[0]));
  const text = () => JSON.stringify(fields());
  const first = form && text();
  bringHome();
  if (!form) return;
  const line = form.querySelector("[data-draft-line]");
  const said = form.querySelector("[data-draft-said]");
  const signIn = form.querySelector("[data-sign-in]");
  // A form that was refused or rearranged holds what is nowhere else yet.
  let kept = "unsaved" in form.dataset ? "" : first;
  let noted = kept; // what has a number, and lies on this computer
  let number = 0;
  const isAsDrawn = "fresh" in home.dataset && !form.elements.draft_continues.value && kept === first;
  let isMirrored, isBusy, isStopped, refused, kind, timer, pause;
  let wait = 0;
  let failingSince = 0;
  let waitingSince = 0;

  function tell(newKind, words) {
    line.hidden = false;
    line.querySelector("[data-draft-words]").textContent = words;
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
    draft_same: isAsDrawn && noted === first ? "on" : "",
    draft_continues: form.elements.draft_continues.value,
  });
  function note() {
    if (text() === noted) return;
    noted = text();
    number += 1;
    form.elements.draft_page.value = page;
    const entry = { schema: SCHEMA, address: form.dataset.draft, page, at: now(), extra: extra(), pairs: fields() };
    const sum = JSON.stringify(entry);
    isMirrored = sum.length < LARGEST && stored((store) => { store.setItem(PREFIX + page, sum); return true; });
  }
  function later(ms) {
    clearTimeout(timer);
    timer = setTimeout(save, ms, false);
  }
  async function save(isLeaving) {
    clearTimeout(timer);
    waitingSince = 0;
    if (isStopped || (isBusy && !isLeaving)) return;
    note();
    const words = noted;
    if (words === kept) forget(PREFIX + page);
    if (words === kept || words === refused) return;
    isBusy = true;
    const answer = await post(form.dataset.draft, fields(), extra(), isLeaving);
    isBusy = false;
    if (!isStopped) heard(answer, words);
  }
  function heard(answer, words) {
    if (answer.saved_at && answer.number > number) {
      number = answer.number;
      noted = "";
      later(0);
    } else if (answer.saved_at) {
      wait = failingSince = 0;
      kept = words;
      mark.value = token(); // it is the same person who has signed in
      if (noted === words) forget(PREFIX + page);
      const other = answer.others.find((draft) => !offered.includes(draft[0]));
      tell(other ? "other" : answer.is_stale ? "stale" : "saved", "сохранено в " + answer.saved_at +
        (other ? "; этот текст изменён в другой вкладке, " + other[1] : "") +
        (answer.is_stale ? "; строку тем временем изменили: при сохранении правки соединятся" : "") +
        ". Пока видите только вы: в отчёт текст войдёт по кнопке «Сохранить»");
      if (text() !== kept) later(2000);
    } else if (answer.closed) {
      // Saved, discarded or gone on with elsewhere, while this page is still being written: it begins anew.
      forget(PREFIX + page);
      page = answer.closed;
      form.elements.draft_continues.value = noted = "";
      number = 0;
      if (answer.is_nothing) kept = words;
      if (text() !== kept) later(1000);
      else tell("nothing", "сохранять нечего: в форме то же, что было, когда вы её открыли");
    } else if (answer.error || GIVEN_BACK.includes(answer.status)) {
      refused = words;
      tell("refused", "не сохранено: " + (answer.error || (answer.status === 404 ?
        "этот отчёт вам больше не доступен. Скопируйте свой текст." : "такой текст сервер не принимает. Скопируйте его.")) +
        (isMirrored ? " Пока он цел на этом компьютере." : ""));
    } else {
      failingSince = failingSince || now();
      const isLong = now() - failingSince > DAY;
      const isOut = answer.signed_out;
      tell(isOut ? "signed-out" : "offline", "не сохранено: " + (isOut ? "вход закончился" : "нет связи") +
        (isLong ? " больше суток, " : ", ") + (isMirrored ? "текст цел на этом компьютере" + (isLong ? " до 30 дней" : "") :
        "а хранить текст на этом компьютере браузер не даёт: не закрывайте эту страницу"));
      wait = Math.min(60000, wait * 2 || 2000);
      later(wait);
    }
  }
  function touched(event) {
    // Who still types after «Сохранить» is still on this page.
    if (event && event.type !== "click") isStopped = false;
    pause = pause || setTimeout(() => { pause = 0; note(); }, 300);
    if (wait) return;
    // After two seconds of rest, and every six of writing without any.
    waitingSince = waitingSince || Date.now();
    later(Math.max(0, Math.min(2000, waitingSince + 6000 - Date.now())));
  }
  const again = () => { wait = 0; save(false); };
  ["input", "change", "click"].forEach((name) => form.addEventListener(name, touched));
  ["online", "focus", "visibilitychange"].forEach((name) => window.addEventListener(name, again, whileHere));
  window.addEventListener("pagehide", () => save(true), whileHere);
  form.addEventListener("submit", () => {
    note();
    form.elements.draft_page.value = page;
    form.elements.draft_number.value = number;
    isStopped = true;
  });
  window.addEventListener("pageshow", (event) => { if (event.persisted) { isStopped = false; touched(); } }, whileHere);
  leaving.signal.addEventListener("abort", () => { isStopped = true; clearTimeout(timer); clearTimeout(pause); });
  touched();
})();
