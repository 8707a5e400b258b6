"use strict";
(() => {
  const at = (id) => document.getElementById(id);
  const say = (words) => { at("status").textContent = words; };

  function chosen() {
    const file = at("file").files[0];
    at("chosen").textContent = file ? file.name : "";
    at("remove").hidden = !file;
    at("ask").classList.toggle("has-file", Boolean(file));
  }

  function changed() {
    const downloads = document.querySelector(".downloads");
    if (!downloads) return;
    for (const button of downloads.querySelectorAll("button")) button.disabled = true;
    at("stale").hidden = false;
  }

  function show(html) {
    const page = new DOMParser().parseFromString(html, "text/html");
    if (!page.getElementById("ask")) throw new Error("no page of ours");
    const files = at("file").files;
    document.documentElement.lang = page.documentElement.lang;
    document.title = page.title;
    history.replaceState(null, "", location.pathname + location.search);
    document.body.replaceChildren(...page.body.childNodes);
    if (files.length) at("file").files = files;
    chosen();
    const heading = document.querySelector("[data-focus], .summary h1");
    if (heading) {
      heading.tabIndex = -1;
      heading.focus({ preventScroll: true });
    }
    scrollTo(0, 0);
  }

  document.addEventListener("submit", async (event) => {
    const form = event.target, button = event.submitter;
    if (form.id !== "ask") return;
    const file = at("file").files[0];
    if (file && file.size > Number(form.dataset.limit)) {
      event.preventDefault();
      say(form.dataset.tooLarge);
      return;
    }
    if (button && button.name === "format") return; // the browser saves what comes back, and stays here
    event.preventDefault();
    if (form.getAttribute("aria-busy") === "true") return;
    form.setAttribute("aria-busy", "true");
    say(form.dataset.checking);
    try {
      const address = button && button.hasAttribute("formaction") ? button.formAction : form.action;
      const answer = await fetch(address, { method: "POST", body: new FormData(form) });
      show(await answer.text());
    } catch {
      say(form.dataset.failed);
    } finally {
      form.setAttribute("aria-busy", "false");
    }
  });

  document.addEventListener("input", (event) => {
    if (!event.target.form || event.target.form.id !== "ask") return;
    if (event.target.id === "file") chosen();
    if (event.target.id === "day") document.querySelector("input[name=as_of][value=day]").checked = true;
    changed();
  });

  document.addEventListener("click", (event) => {
    if (event.target.id !== "remove") return;
    at("file").value = "";
    chosen();
    changed();
    at("file").focus();
  });

  // A card opens beside the text: what it is about must be in sight, and not under it on a phone.
  addEventListener("hashchange", () => {
    const card = document.querySelector(".card:target");
    const cite = card && document.querySelector(`.cite[href="#${CSS.escape(card.id)}"]`);
    if (!cite) return;
    const { top, bottom } = cite.getBoundingClientRect(), sheet = card.getBoundingClientRect();
    const end = sheet.top > 100 ? sheet.top : innerHeight;
    if (top < 0 || bottom > end) scrollBy(0, top - Math.min(innerHeight / 3, end - (bottom - top) - 24));
  });

  const dragging = (on) => document.body.classList.toggle("dragging", on);
  document.addEventListener("dragover", (event) => {
    event.preventDefault();
    dragging(true);
  });
  document.addEventListener("dragleave", (event) => { if (!event.relatedTarget) dragging(false); });
  document.addEventListener("drop", (event) => {
    event.preventDefault();
    dragging(false);
    const again = document.querySelector(".again");
    if (again) again.open = true;
    if (event.dataTransfer.files.length) {
      const one = new DataTransfer();
      one.items.add(event.dataTransfer.files[0]);
      at("file").files = one.files;
      chosen();
    } else if (event.dataTransfer.getData("text/plain")) {
      at("text").value = event.dataTransfer.getData("text/plain");
    } else {
      return;
    }
    changed();
    document.querySelector("#ask .main").focus();
  });

  if (at("ask")) chosen();
})();
