/* Improves bringing a table: dropping a file, pasting with the table's structure, the progress, the counts.
   Without this file the file is chosen, the text is pasted, pages are refreshed and buttons count. */
(function () {
  "use strict";
  const LARGEST_FILE = 30 * 1024 * 1024;
  const LARGEST_PASTE = 4 * 1024 * 1024; // bytes; the server takes forms of 5 MB
  const $ = (selector, root) => (root || document).querySelector(selector);
  const $$ = (selector, root) => Array.from((root || document).querySelectorAll(selector));
  function say(box, words, isBad) {
    box.textContent = words;
    box.classList.toggle("msg-bad", Boolean(isBad));
    box.classList.toggle("msg-ok", !isBad);
  }
  function size(bytes) {
    const format = (number) => number.toLocaleString("ru-RU", { maximumFractionDigits: 1 });
    return bytes >= 1048576 ? format(bytes / 1048576) + " МБ" : format(Math.max(1, Math.round(bytes / 1024))) + " КБ";
  }
  function rowsInWords(number) {
    const tens = number % 100;
    const ones = number % 10;
    const word = tens > 10 && tens < 20 ? "строк" : ones === 1 ? "строка" : ones > 1 && ones < 5 ? "строки" : "строк";
    return number + " " + word;
  }

  /* ---- the file ---- */
  const fileDoor = $("[data-file-door]");
  if (fileDoor) {
    const drop = $("[data-drop]", fileDoor);
    const input = $('input[type="file"]', fileDoor);
    const said = $("[data-file-said]", fileDoor);
    $("[data-drop-words]", fileDoor).hidden = false;
    const look = () => {
      const file = input.files[0];
      if (!file) {
        say(said, "");
      } else if (file.size > LARGEST_FILE) {
        input.value = "";
        say(said, "«" + file.name + "»: " + size(file.size) + ", а помещается 30 МБ. Уберите из файла рисунки или разделите его на части.", true);
      } else {
        say(said, "Выбран файл «" + file.name + "», " + size(file.size) + ".");
      }
    };
    input.addEventListener("change", look);
    let depth = 0; // dragging over a child leaves its parent
    const over = (isOver) => { drop.classList.toggle("is-over", isOver); };
    const hasFiles = (event) => Array.from(event.dataTransfer ? event.dataTransfer.types : []).includes("Files");
    drop.addEventListener("dragenter", (event) => { if (hasFiles(event)) { depth += 1; over(true); } });
    drop.addEventListener("dragleave", (event) => { if (hasFiles(event)) { depth -= 1; over(depth > 0); } });
    /* A file dropped beside the zone would open in place of the page. */
    document.addEventListener("dragover", (event) => { if (hasFiles(event)) event.preventDefault(); });
    document.addEventListener("drop", (event) => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      depth = 0;
      over(false);
      if (!drop.contains(event.target)) return;
      if (event.dataTransfer.files.length > 1) {
        input.value = "";
        say(said, "Загружайте по одному файлу: так видно, что внесено из каждого.", true);
        return;
      }
      input.files = event.dataTransfer.files;
      look();
      input.focus();
    });
    fileDoor.addEventListener("submit", (event) => {
      if (!input.files.length) {
        event.preventDefault();
        say(said, "Сначала выберите файл.", true);
        input.focus();
      }
    });
  }

  /* ---- the pasted table ---- */
  const pasteDoor = $("[data-paste-door]");
  if (pasteDoor) {
    const area = $("textarea", pasteDoor);
    const html = $('[name="html"]', pasteDoor);
    const said = $("[data-paste-said]", pasteDoor);
    const clear = $("[data-paste-clear]", pasteDoor);
    const bytes = (text) => new Blob([text]).size;
    const empty = () => {
      area.value = html.value = "";
      area.readOnly = false;
      clear.hidden = true;
      say(said, "");
    };
    /* Style sheets and pictures only make it heavy. Cut as text: a parser would try the styles, which our policy
       forbids aloud. What is left is for the server's reader alone; it is never shown. */
    function slim(source) {
      const html = source.replace(/<(style|script|svg|xml)\b[\s\S]*?<\/\1\s*>/gi, "").replace(/<(img|link|meta)\b[^>]*>/gi, "");
      const rows = html.split(/<tr\b/i).slice(1).map((row) => row.split(/<\/tr\b/i)[0].replace(/^[^>]*>|<[^>]*>|&nbsp;/g, ""));
      return { html, rows: rows.filter((words) => words.trim()).length };
    }
    area.addEventListener("paste", (event) => {
      if (area.readOnly) { event.preventDefault(); return; }
      const source = event.clipboardData.getData("text/html");
      const text = event.clipboardData.getData("text/plain");
      if (!/<table[\s>]/i.test(source)) return; // plain text: the browser pastes it, `input` counts it
      event.preventDefault();
      const table = slim(source);
      if (bytes(table.html) + bytes(text) > LARGEST_PASTE) {
        say(said, "Таблица слишком велика для вставки (" + size(bytes(table.html)) + "). Сохраните её в файл .docx, .odt, .xlsx или .ods и загрузите файл.", true);
        return;
      }
      html.value = table.html;
      area.value = text;
      area.readOnly = true; // a correction here would not reach the table that was taken
      clear.hidden = false;
      say(said, "Вставлена таблица: " + rowsInWords(table.rows) + " вместе с заголовком.");
    });
    area.addEventListener("input", () => {
      const lines = area.value.split("\n").filter((line) => line.trim());
      const hasColumns = lines.some((line) => line.includes("\t"));
      if (bytes(area.value) > LARGEST_PASTE) say(said, "Текст слишком велик для вставки. Сохраните таблицу в файл и загрузите файл.", true);
      else if (!lines.length) say(said, "");
      else if (hasColumns) say(said, "Вставлен текст: " + rowsInWords(lines.length) + ".");
      else say(said, "Столбцов не видно: скопируйте таблицу целиком, вместе с ячейками.", true);
    });
    clear.addEventListener("click", () => { empty(); area.focus(); });
    /* Back from the next page, or after a refusal: what was taken is still there. */
    window.addEventListener("pageshow", () => {
      if (!html.value) return;
      area.readOnly = true;
      clear.hidden = false;
      say(said, "Таблица вставлена: " + rowsInWords(slim(html.value).rows) + " вместе с заголовком.");
    });
  }

  /* ---- the progress ---- */
  const reading = $("[data-status]");
  if (reading) {
    const bar = $("[data-progress]", reading);
    const words = $("[data-progress-words]", reading);
    const lost = $("[data-progress-lost]", reading);
    const out = $("[data-progress-out]", reading);
    const left = $("[data-progress-left]", reading);
    const look = async () => {
      let isOver = false;
      try {
        const answer = await fetch(reading.dataset.status, { headers: { Accept: "application/json" } });
        out.hidden = answer.status !== 401;
        lost.hidden = true;
        if (answer.ok) {
          const now = await answer.json();
          isOver = !now.is_running;
          if (words.textContent !== now.words) words.textContent = now.words;
          const leftWords = $("span", left);
          if (leftWords.textContent !== now.left_lying) leftWords.textContent = now.left_lying;
          left.hidden = !now.left_lying;
          if (now.total) { bar.max = now.total; bar.value = Math.min(now.done, now.total); } else bar.removeAttribute("value");
        } else if (answer.status !== 401) {
          isOver = true; // what stands at the address now says it better
        }
      } catch (failure) {
        lost.hidden = false;
      }
      if (isOver) location.reload();
      else setTimeout(look, 800);
    };
    setTimeout(look, 500);
  }

  /* ---- the preview: the counts follow the ticks, a row that is not taken fades ---- */
  const choices = $("[data-choices]");
  const counts = $("[data-counts]");
  if (choices && counts) {
    const taken = (row) => Boolean($("[data-adds]:checked, [data-changes]:checked, [data-field]:checked", row));
    const count = () => {
      const sum = { added: 0, changed: 0, deleted: 0, left: 0 };
      $$("tr[id^='row-']", choices).forEach((row) => {
        if (!$('[name="row"]', row)) return;
        if ($("[data-adds]:checked", row)) sum.added += 1;
        else if (taken(row)) sum.changed += 1;
        else sum.left += 1;
        row.classList.toggle("not-taken", !taken(row));
      });
      sum.deleted = $$("[data-deletes]:checked", choices).length;
      Object.keys(sum).forEach((key) => {
        $('[data-count="' + key + '"]', counts).textContent = Number(counts.dataset[key]) + sum[key];
      });
    };
    choices.addEventListener("change", count);
    /* Who names a row wants it. */
    choices.addEventListener("input", (event) => {
      const row = event.target.name && event.target.name.startsWith("name-") ? event.target.closest("tr") : null;
      const tick = row && $('[data-adds][type="checkbox"]', row);
      if (!tick) return;
      tick.checked = Boolean(event.target.value.trim());
      count();
    });
    count();
  }
})();
