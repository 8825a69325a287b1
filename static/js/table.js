/* The table that is typed in: each cell is saved as it is left, and lies on this computer until the server has it.
   Without this file the page is the table to read, and each row leads to its form. */
(function () {
  "use strict";
  const USER = document.currentScript.dataset.user;
  const PREFIX = "pobratim-table:" + USER + ":";
  const form = document.querySelector("[data-typed-table]");
  const body = form.querySelector("tbody");
  const blank = form.querySelector("[data-new-row]");
  const said = document.querySelector("[data-table-said]");
  const REST = 2000; // after so long without a key a cell is saved, as the form is
  const AGAIN = 5000;
  const stateOf = new WeakMap(); // row → { uid, version, save, isBusy, isAsking, timer }
  const savedOf = new WeakMap(); // textarea → the text that the server has

  const stored = (action) => { try { return action(window.localStorage); } catch (forbiddenOrFull) { return null; } };
  const cellsOf = (row) => Array.from(row.querySelectorAll("textarea"));
  const fieldOf = (area) => area.closest("[data-field]").dataset.field;
  const isUnsaved = (area) => area.value !== savedOf.get(area);
  const rows = () => Array.from(body.querySelectorAll("[data-row]"));
  const say = (words) => { if (said.textContent !== words) said.textContent = words; };
  /* Not every browser has crypto.randomUUID, and none has it without https. */
  function newUid() {
    const bytes = Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0"));
    return bytes.join("").replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12})$/, "$1-$2-4$3-8$4-$5");
  }
  function token() {
    const cookie = document.cookie.match(/(?:^|; )(?:__Host-)?csrftoken=([^;]+)/);
    return cookie ? cookie[1] : form.elements.csrfmiddlewaretoken.value;
  }

  /* ---- rows ---- */
  function fit(area) {
    area.style.height = "auto";
    area.style.height = area.scrollHeight + "px";
  }
  function makeCell(td, number) {
    const area = document.createElement("textarea");
    area.value = td.querySelector(".cell-text").textContent;
    area.rows = 2;
    area.setAttribute("aria-label", td.dataset.label + (number === "новая" ? ", новая строка" : ", строка " + number));
    td.replaceChildren(area);
    savedOf.set(area, area.value);
  }
  function prepare(row) {
    const number = row.querySelector("[data-number]").textContent.trim();
    row.querySelectorAll("[data-field]").forEach((td) => makeCell(td, number));
    const { uid, version, save } = row.dataset;
    stateOf.set(row, { uid: uid || newUid(), version, save });
    cellsOf(row).forEach(fit);
  }
  function addRow() {
    const piece = blank.content.cloneNode(true);
    const row = piece.querySelector("[data-row]");
    body.append(piece);
    prepare(row);
    return row;
  }
  const isEmpty = (row) => cellsOf(row).every((area) => !area.value.trim());
  const keepOneEmpty = () => { if (!rows().length || !isEmpty(rows().at(-1))) addRow(); };

  /* ---- what lies on this computer ---- */
  function keep(row) {
    const state = stateOf.get(row), cells = {};
    cellsOf(row).filter(isUnsaved).forEach((area) => { cells[fieldOf(area)] = area.value; });
    stored((store) => (Object.keys(cells).length ?
      store.setItem(PREFIX + state.uid, JSON.stringify({ report: form.dataset.add, version: state.version, cells })) :
      store.removeItem(PREFIX + state.uid)));
    cellsOf(row).forEach((area) => area.parentElement.classList.toggle("is-unsaved", isUnsaved(area)));
  }
  function restore() {
    const keys = stored((store) => Object.keys(store).filter((key) => key.startsWith(PREFIX))) || [];
    keys.forEach((key) => {
      const entry = stored((store) => JSON.parse(store.getItem(key)));
      if (!entry || entry.report !== form.dataset.add) return;
      const uid = key.slice(PREFIX.length);
      const row = rows().find((one) => stateOf.get(one).uid === uid) || addRow();
      // What was made without our hearing of it was made of these words.
      Object.assign(stateOf.get(row), { uid, version: entry.version || stateOf.get(row).version });
      cellsOf(row).filter((area) => fieldOf(area) in entry.cells).forEach((area) => {
        area.value = entry.cells[fieldOf(area)];
        fit(area);
      });
      keep(row);
      save(row);
    });
  }

  /* ---- saving ---- */
  function saveSoon(row, ms) {
    const state = stateOf.get(row);
    clearTimeout(state.timer);
    state.timer = setTimeout(save, ms, row);
  }
  async function save(row) {
    const state = stateOf.get(row);
    clearTimeout(state.timer);
    const sent = new Map(cellsOf(row).filter(isUnsaved).map((area) => [area, area.value]));
    if (!sent.size || state.isBusy || state.isAsking) return;
    if (!state.save && !cellsOf(row)[0].value.trim()) {
      say("Напишите наименование: без него строка не сохранится. Остальное пока цело на этом компьютере.");
      return;
    }
    const data = new FormData();
    data.append("csrfmiddlewaretoken", token());
    data.append("uid", state.uid);
    if (state.save) data.append("version", state.version);
    sent.forEach((text, area) => data.append(fieldOf(area), text));
    state.isBusy = true;
    let answer = null, status = 0;
    try {
      const heard = await fetch(state.save || form.dataset.add,
        { method: "POST", body: data, headers: { Accept: "application/json" }, redirect: "error" });
      status = heard.status;
      answer = await heard.json();
    } catch (noLink) { /* the words are still here */ }
    state.isBusy = false;
    hear(row, sent, status, answer);
  }
  function hear(row, sent, status, answer) {
    if (answer && answer.cells) {
      take(row, sent, answer);
      say("Сохранено.");
    } else if (answer && answer.conflicts) {
      ask(row, answer);
    } else if (answer && answer.error) {
      say("Не сохранено: " + answer.error);
    } else {
      say(status === 401 || status === 403 ? "Не сохранено: вход закончился. Войдите в другой вкладке, текст цел на этом компьютере." :
        "Не сохранено: нет связи, текст цел на этом компьютере.");
      saveSoon(row, AGAIN);
    }
  }
  function take(row, sent, answer) {
    const state = stateOf.get(row);
    Object.assign(state, { version: answer.version, save: answer.save });
    cellsOf(row).forEach((area) => {
      const text = answer.cells[fieldOf(area)];
      const isTypedOn = sent.has(area) ? area.value !== sent.get(area) : isUnsaved(area);
      savedOf.set(area, text);
      if (!isTypedOn && area.value !== text) { area.value = text; fit(area); }
    });
    const link = row.querySelector("[data-form]");
    link.href = answer.form;
    link.hidden = false;
    const asked = row.nextElementSibling;
    asked.querySelector("ul").replaceChildren(...answer.asked.map((words) => {
      const item = document.createElement("li");
      item.textContent = words;
      return item;
    }));
    asked.hidden = !answer.asked.length;
    keep(row);
    keepOneEmpty();
    if (cellsOf(row).some(isUnsaved)) saveSoon(row, REST);
  }
  /* Two wrote into one cell: both texts are shown, and the person decides. */
  function ask(row, answer) {
    const state = stateOf.get(row);
    state.isAsking = true;
    Object.entries(answer.conflicts).forEach(([field, theirs]) => {
      const td = row.querySelector('[data-field="' + field + '"]'), area = td.querySelector("textarea");
      const line = document.createElement("div");
      line.className = "cell-said";
      line.setAttribute("role", "alert");
      const words = document.createElement("p");
      words.textContent = "Тем временем " + (answer.by || "другой человек") + " пишет здесь: «" + theirs + "»";
      const decide = (label, act) => {
        const button = document.createElement("button");
        button.type = "button";
        button.className = "linkish";
        button.textContent = label;
        button.addEventListener("click", () => { act(); line.remove(); decided(row, answer.version); });
        return button;
      };
      line.append(words, decide("Оставить моё", () => savedOf.set(area, theirs)), " ",
        decide("Взять их текст", () => { savedOf.set(area, theirs); area.value = theirs; fit(area); }));
      td.append(line);
    });
    say("Одну клетку написали двое: выберите текст.");
  }
  function decided(row, version) {
    if (row.querySelector(".cell-said")) return;
    Object.assign(stateOf.get(row), { isAsking: false, version });
    keep(row);
    save(row);
  }

  /* ---- keys ---- */
  function beside(area, step) {
    const all = rows(), row = area.closest("[data-row]"), place = cellsOf(row).indexOf(area);
    const other = all[all.indexOf(row) + step];
    return other ? cellsOf(other)[place] : null;
  }
  form.addEventListener("keydown", (event) => {
    const area = event.target;
    if (!area.matches("textarea") || event.isComposing) return;
    if (event.key === "Enter" && !event.shiftKey && !event.ctrlKey && !event.altKey) {
      event.preventDefault();
      save(area.closest("[data-row]"));
      keepOneEmpty();
      const below = beside(area, 1);
      if (below) below.focus();
    } else if (event.key === "ArrowUp" && event.altKey) {
      event.preventDefault();
      const above = beside(area, -1);
      if (above && (!area.value.trim() || area.value === above.value)) write(area, above.value);
      else if (above) offer([[area, above.value]]);
    }
  });
  function write(area, text) {
    area.value = text;
    fit(area);
    keep(area.closest("[data-row]"));
    saveSoon(area.closest("[data-row]"), REST);
  }
  form.addEventListener("input", (event) => {
    fit(event.target);
    keep(event.target.closest("[data-row]"));
    saveSoon(event.target.closest("[data-row]"), REST);
    keepOneEmpty();
  });
  form.addEventListener("focusout", (event) => {
    if (event.target.matches("textarea")) save(event.target.closest("[data-row]"));
  });
  form.addEventListener("submit", (event) => event.preventDefault());

  /* ---- several cells pasted ---- */
  /* Cells of a copied table: parted by tabs; one with line breaks stands in quotes. */
  function gridOf(text) {
    const grid = [[""]];
    let isQuoted = false;
    for (let n = 0; n < text.length; n += 1) {
      const letter = text[n], line = grid.at(-1), isStart = line.at(-1) === "";
      if (isQuoted && letter === '"' && text[n + 1] === '"') { line[line.length - 1] += '"'; n += 1; }
      else if (isQuoted && letter === '"') isQuoted = false;
      else if (isQuoted) line[line.length - 1] += letter;
      else if (letter === '"' && isStart && /"(\t|\n|$)/.test(text.slice(n + 1))) isQuoted = true;
      else if (letter === "\t") line.push("");
      else if (letter === "\n") grid.push([""]);
      else line[line.length - 1] += letter;
    }
    return grid.filter((line) => line.some((cell) => cell.trim()));
  }
  form.addEventListener("paste", (event) => {
    const text = event.clipboardData.getData("text/plain").replace(/\r\n?/g, "\n");
    if (!event.target.matches("textarea") || !text.includes("\t")) return;
    event.preventDefault();
    let grid = gridOf(text);
    if (grid.every((line, n) => /^\s*(\d+\.?|№.*)?\s*$/.test(line[0]) || (n === 0 && /№|п\/п/.test(line[0]))) && grid[0].length > 1) {
      grid = grid.map((line) => line.slice(1)); // numbers of rows are counted by the program
    }
    if (/наименование|мероприятие/i.test(grid[0][0]) && grid.length > 1 && /мест|срок|дат/i.test(grid[0].join(" "))) grid.shift();
    const first = rows().indexOf(event.target.closest("[data-row]"));
    const column = cellsOf(event.target.closest("[data-row]")).indexOf(event.target);
    while (rows().length < first + grid.length) addRow();
    const placed = grid.flatMap((line, n) => line.map((cell, k) => [cellsOf(rows()[first + n])[column + k], cell.trim()]))
      .filter(([area, cell]) => area && cell);
    placed.some(([area, cell]) => area.value.trim() && area.value !== cell) ? offer(placed) : place(placed);
  });
  function place(placed) {
    placed.forEach(([area, text]) => write(area, text));
    new Set(placed.map(([area]) => area.closest("[data-row]"))).forEach(save);
    keepOneEmpty();
  }
  const box = document.querySelector("[data-paste-ask]");
  let waiting = [];
  function offer(placed) {
    waiting = placed;
    const filled = placed.filter(([area, text]) => area.value.trim() && area.value !== text).length;
    box.querySelector("[data-paste-words]").textContent = "Заполненных клеток, в которых текст станет другим: " + filled + ". Вставить?";
    box.hidden = false;
    box.querySelector("[data-paste-yes]").focus();
  }
  box.querySelector("[data-paste-yes]").addEventListener("click", () => {
    box.hidden = true;
    place(waiting);
    if (waiting.length) waiting[0][0].focus();
  });
  box.querySelector("[data-paste-no]").addEventListener("click", () => {
    box.hidden = true;
    if (waiting.length) waiting[0][0].focus();
  });

  rows().forEach(prepare);
  document.querySelector("[data-table-help]").hidden = false;
  restore();
  keepOneEmpty();
  const start = rows().map((row) => cellsOf(row).find((area) => !area.value.trim())).find(Boolean);
  if (start) start.focus();
})();
