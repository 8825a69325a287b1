// After signing in again, sends the kept form on. Without JavaScript the button does it.
(function () {
  "use strict";
  const form = document.querySelector("form[data-go-on]");
  if (form) {
    // The prototype's, because a kept field may be called «submit».
    HTMLFormElement.prototype.submit.call(form);
  }
})();
