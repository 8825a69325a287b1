/* The order of rows: buttons that move a row up and down and keep the numbers in step.
   Without this file the numbers are typed; with it they still can be. */
(function () {
  "use strict";

  var table = document.querySelector("[data-order]");
  var template = document.querySelector("[data-order-buttons]");
  if (!table || !template) {
    return;
  }
  var body = table.tBodies[0];
  var status = document.querySelector("[data-order-status]");

  function numberOf(row) {
    return row.querySelector("input");
  }

  function nameOf(row) {
    return row.querySelector("[data-order-name]").textContent;
  }

  /* A row keeps its own field, whose name says which row it is; only the number in it changes. */
  function renumber() {
    Array.prototype.forEach.call(body.rows, function (row, index) {
      numberOf(row).value = index + 1;
    });
    refreshButtons();
  }

  function refreshButtons() {
    Array.prototype.forEach.call(body.rows, function (row, index) {
      row.querySelector('[data-order-step="-1"]').disabled = index === 0;
      row.querySelector('[data-order-step="1"]').disabled = index === body.rows.length - 1;
    });
  }

  function move(row, step, button) {
    var other = step < 0 ? row.previousElementSibling : row.nextElementSibling;
    if (!other) {
      return;
    }
    body.insertBefore(step < 0 ? row : other, step < 0 ? other : row);
    renumber();
    if (button.disabled) {
      row.querySelector("[data-order-step]:not(:disabled)").focus();
    } else {
      button.focus();
    }
    status.textContent = "«" + nameOf(row) + "»: место " + numberOf(row).value;
  }

  /* A number that was typed before a button is pressed is taken over first, so that it is not lost. */
  function settle(row, field) {
    var place = Math.round(Number(field.value));
    if (!(place >= 1 && place <= body.rows.length)) {
      return;
    }
    var others = Array.prototype.filter.call(body.rows, function (one) {
      return one !== row;
    });
    body.insertBefore(row, others[place - 1] || null);
    renumber();
    status.textContent = "«" + nameOf(row) + "»: место " + numberOf(row).value;
  }

  Array.prototype.forEach.call(body.rows, function (row) {
    var buttons = template.content.cloneNode(true);
    Array.prototype.forEach.call(buttons.querySelectorAll("button"), function (button) {
      button.querySelector(".visually-hidden").append(": " + nameOf(row));
      button.addEventListener("click", function () {
        move(row, Number(button.dataset.orderStep), button);
      });
    });
    numberOf(row).after(buttons);
    numberOf(row).addEventListener("change", function (event) {
      settle(row, event.target);
    });
  });
  refreshButtons(); /* the numbers stay: after a mistake they are what the person typed */
})();

/* Words selected in the text of a row go along with the row's link «Замечание», which then says so.
   Without this file they are typed or pasted on the page of the remark. */
(function () {
  "use strict";

  var table = document.querySelector("[data-remark-columns]");
  var columns = table ? table.dataset.remarkColumns.split(" ") : [];
  var chosen = null; /* {link, words}: what is prepared at the moment */

  function ofField(node) {
    var element = node.nodeType === 1 ? node : node.parentElement;
    return element.closest("[data-remark-row] td:not(.note), [data-remark-field]");
  }

  function fieldOf(cell) {
    return cell.dataset.remarkField || columns[cell.cellIndex - 1];
  }

  /* The text of a piece of a cell as the report has it: without what was deleted or is only read aloud. */
  function textOf(range) {
    var part = document.createElement("div");
    part.append(range.cloneContents());
    part.querySelectorAll("del, .visually-hidden, .no-print").forEach(function (element) {
      element.remove();
    });
    part.querySelectorAll("br, p").forEach(function (element) {
      element.before(" ");
    });
    return part.textContent;
  }

  function rangeOf(cell) {
    var range = document.createRange();
    range.selectNodeContents(cell);
    return range;
  }

  /* How often the text contains the quote, counted as in reports/prose/quotes.py. */
  function countIn(text, quote) {
    var middle = quote.split(" ").map(function (word) {
      return word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
    });
    var sign = /[\p{L}\p{N}_]/u;
    var head = sign.test(quote[0]) ? "(?<![\\p{L}\\p{N}_])" : "";
    var tail = sign.test(quote[quote.length - 1]) ? "(?![\\p{L}\\p{N}_])" : "";
    return (text.match(new RegExp(head + middle.join("\\s+") + tail, "gu")) || []).length;
  }

  /* The whole words that the selection touches, and which of their occurrences it is. */
  function quoteOf(cell, selected) {
    var before = document.createRange();
    before.setStart(cell, 0);
    before.setEnd(selected.startContainer, selected.startOffset);
    var whole = textOf(rangeOf(cell));
    var start = textOf(before).length;
    var end = start + textOf(selected).length;
    while (start < end && /\s/.test(whole[start])) {
      start += 1;
    }
    while (end > start && /\s/.test(whole[end - 1])) {
      end -= 1;
    }
    if (start >= end) {
      return null;
    }
    while (start > 0 && !/\s/.test(whole[start - 1])) {
      start -= 1;
    }
    while (end < whole.length && !/\s/.test(whole[end])) {
      end += 1;
    }
    var trimmed = whole.slice(start, end).replace(/[.,;:]+$/, "");
    var words = trimmed.split(/\s+/).join(" ");
    return words && { words: words, number: Math.max(1, countIn(whole.slice(0, start) + trimmed, words)) };
  }

  function forget() {
    if (chosen) {
      chosen.link.href = chosen.href;
      chosen.link.querySelector("span").textContent = "Замечание";
      chosen = null;
    }
  }

  document.addEventListener("selectionchange", function () {
    forget();
    var selection = document.getSelection();
    if (!selection.rangeCount || selection.isCollapsed) {
      return;
    }
    var range = selection.getRangeAt(0);
    var cell = ofField(range.startContainer);
    if (!cell || !fieldOf(cell)) {
      return;
    }
    if (!cell.contains(range.endContainer)) {
      range = range.cloneRange(); /* a triple click ends in the next cell */
      range.setEnd(cell, cell.childNodes.length);
    }
    var link = cell.closest("[data-remark-row]").querySelector("[data-remark-add]");
    var quote = link && quoteOf(cell, range);
    if (!quote) {
      return;
    }
    chosen = { link: link, href: link.href };
    var address = new URL(link.href);
    address.searchParams.set("field", fieldOf(cell));
    address.searchParams.set("quote", quote.words);
    address.searchParams.set("number", quote.number);
    link.href = address.href;
    link.querySelector("span").textContent = "Замечание к выделенным словам";
  });

  /* Pressing the link must not take the selection away before it is followed. */
  document.addEventListener("mousedown", function (event) {
    if (chosen && chosen.link.contains(event.target)) {
      event.preventDefault();
    }
  });
})();

/* Frequent remarks as buttons that write into the field; without this file they are a selection. */
(function () {
  "use strict";

  var list = document.querySelector("[data-frequent]");
  var text = document.getElementById("id_text");
  if (!list || !text) {
    return;
  }
  var field = list.closest(".field");
  var box = document.createElement("div");
  box.className = "frequent";
  box.setAttribute("role", "group");
  box.setAttribute("aria-label", "Часто пишу");
  Array.prototype.slice.call(list.options, 1).forEach(function (option) {
    var button = document.createElement("button");
    button.type = "button";
    button.className = "btn btn-quiet";
    button.textContent = option.textContent;
    button.addEventListener("click", function () {
      text.value = text.value.trim() ? text.value.replace(/\s+$/, "") + "\n" + option.value : option.value;
      text.focus();
    });
    box.append(button);
  });
  if (list.selectedIndex > 0) {
    return; /* something is chosen and was refused: it stays in sight */
  }
  field.querySelector("label").remove();
  field.querySelector(".hint").textContent = "Часто пишу: нажмите, чтобы вписать.";
  list.removeAttribute("aria-describedby");
  list.replaceWith(box);
})();
