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

/* Frequent remarks as buttons that write into the field; without this file they are a selection. Also in a note that is
   opened in the margin (margin.js). */
(function () {
  "use strict";

  function draw(form) {
    var list = form.querySelector("[data-frequent]");
    var text = form.querySelector('[name="text"]');
    if (!list || !text || list.selectedIndex > 0) {
      return; /* something is chosen and was refused: it stays in sight */
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
        text.dispatchEvent(new Event("input", { bubbles: true }));
        text.focus();
      });
      box.append(button);
    });
    field.querySelector("label").remove();
    field.querySelector(".hint").textContent = "Часто пишу: нажмите, чтобы вписать.";
    list.removeAttribute("aria-describedby");
    list.replaceWith(box);
  }

  document.querySelectorAll("main form").forEach(draw);
  document.addEventListener("note-opened", function (event) {
    draw(event.target);
  });
})();
