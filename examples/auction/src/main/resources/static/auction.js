"use strict";

// What the server says is shown; nothing is added up here. All text goes into the page as text, never as HTML.

const auctions = new Map(); // by id: { view, element }
const watched = new Set();
let me = null;
let clockIsAhead = 0; // of ours before the server's, in ms
let filter = "all";

const byId = id => document.getElementById(id);
const euros = cents => "€" + (cents / 100).toFixed(2);

// ---- talking to the server

async function call(method, path, body) {
  const response = await fetch(path, {
    method,
    headers: body === undefined ? {} : { "Content-Type": "application/json" },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const text = await response.text();
  const answer = text ? JSON.parse(text) : null;
  if (!response.ok) {
    const violations = (answer?.violations ?? []).map(each => each.field + " " + each.message);
    throw new Error(violations.join(", ") || answer?.detail || "The server said " + response.status);
  }
  return answer;
}

/** Once more if nothing was heard: the id is the same, so that the bid counts once. */
async function callTwice(method, path, body) {
  try {
    return await call(method, path, body);
  } catch (failure) {
    if (failure instanceof TypeError) {
      return call(method, path, body);
    }
    throw failure;
  }
}

/** crypto.randomUUID is not there on a phone that has come by plain HTTP. */
function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = bytes[6] & 0x0f | 0x40;
  bytes[8] = bytes[8] & 0x3f | 0x80;
  const hex = [...bytes].map(byte => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

function tell(text) {
  const toast = byId("told");
  toast.textContent = text;
  toast.hidden = false;
  clearTimeout(tell.timer);
  tell.timer = setTimeout(() => { toast.hidden = true; }, 6000);
}

async function orTell(action) {
  try {
    return await action();
  } catch (failure) {
    tell(failure.message);
  }
}

// ---- one auction

function cardOf(view) {
  const card = byId("auction").content.firstElementChild.cloneNode(true);
  const hue = [...view.title].reduce((sum, letter) => (sum * 31 + letter.codePointAt(0)) % 360, 7);
  const art = card.querySelector(".art");
  art.style.background = `linear-gradient(120deg, hsl(${hue} 45% 42%), hsl(${(hue + 50) % 360} 50% 30%))`;
  art.textContent = view.title.charAt(0);
  card.dataset.id = view.id;
  card.querySelector("h2").textContent = view.title;
  const label = card.querySelector(".bid label");
  const input = card.querySelector(".bid input");
  input.id = "bid-" + view.id;
  label.htmlFor = input.id;
  label.textContent = "Your bid for " + view.title + ", in euros";
  card.querySelector(".bid").addEventListener("submit", event => {
    event.preventDefault();
    orTell(() => bid(view.id, input));
  });
  card.querySelector(".watch").addEventListener("click", () => orTell(() => watch(view.id)));
  input.addEventListener("input", () => { input.dataset.touched = input.value ? "yes" : ""; });
  return card;
}

async function bid(id, input) {
  requireName();
  const cents = Math.round(Number(input.value.replace(",", ".")) * 100);
  if (!(cents > 0)) {
    throw new Error("Please say a price, as 12.50");
  }
  const accepted = await callTwice("POST", `/api/auctions/${id}/bids`, { id: newId(), cents });
  input.dataset.touched = "";
  show(auctions.get(id).view);
  tell("You have bid " + euros(accepted.cents));
}

async function watch(id) {
  requireName();
  const isWatched = watched.has(id);
  await call(isWatched ? "DELETE" : "PUT", "/api/watched/" + id);
  isWatched ? watched.delete(id) : watched.add(id);
  show(auctions.get(id).view);
}

function requireName() {
  if (me === null) {
    byId("name").focus();
    throw new Error("Please say your name first");
  }
}

function show(view) {
  let entry = auctions.get(view.id);
  if (!entry) {
    entry = { view, card: cardOf(view), firstSeen: serverNow() };
    auctions.set(view.id, entry);
    place(entry);
  }
  const { card } = entry;
  const hasRisen = view.cents > entry.view.cents;
  const wasMine = entry.view.leader === me && me !== null;
  entry.view = view;
  const isMine = me !== null && view.leader === me;
  card.classList.toggle("mine", isMine);
  card.classList.toggle("ended", view.ended);
  card.querySelector(".price").textContent = euros(view.cents);
  card.querySelector(".leader").textContent = leaderText(view, isMine);
  showWatch(card, view);
  showBid(card, view);
  if (hasRisen) {
    flash(card.querySelector(".price"));
    announce(view, isMine, wasMine);
  }
  count(entry);
  applyFilter(entry);
}

function leaderText(view, isMine) {
  const bids = view.bids === 1 ? "1 bid" : view.bids + " bids";
  if (view.sale) {
    const converted = (view.sale.convertedCents / 100).toFixed(2) + " " + view.sale.currency;
    return `Sold to ${isMine ? "you" : view.leader}, for ${converted}`;
  }
  return view.leader === null ? "No bid yet" : `${isMine ? "You lead" : view.leader + " leads"} · ${bids}`;
}

function showWatch(card, view) {
  const button = card.querySelector(".watch");
  const isWatched = watched.has(view.id);
  button.setAttribute("aria-pressed", isWatched);
  button.setAttribute("aria-label", "Watch " + view.title);
  button.textContent = isWatched ? "★" : "☆";
}

/** The least bid is at hand, unless somebody is typing another one. */
function showBid(card, view) {
  const input = card.querySelector(".bid input");
  const least = (view.minimumCents / 100).toFixed(2);
  if (!input.dataset.touched) {
    input.value = least;
  }
  card.querySelector(".bid button").setAttribute("aria-label", "Bid for " + view.title + ", from " + least + " euros");
}

function flash(price) {
  price.classList.add("risen");
  requestAnimationFrame(() => requestAnimationFrame(() => price.classList.remove("risen")));
}

/** Aloud, what concerns the listener: with all prices there would be no end. */
function announce(view, isMine, wasMine) {
  if (isMine || wasMine || watched.has(view.id)) {
    byId("prices").textContent = `${view.title}: ${euros(view.cents)}, ${isMine ? "you lead" : view.leader + " leads"}`;
  }
}

// ---- time

const serverNow = () => Date.now() - clockIsAhead;

function count(entry) {
  const { view, card } = entry;
  const left = card.querySelector(".left");
  if (view.ended) {
    left.textContent = view.leader === null ? "Ended without a bid" : "Ended";
    return;
  }
  const end = Date.parse(view.endsAt);
  const ms = Math.max(0, end - serverNow());
  const seconds = Math.ceil(ms / 1000);
  const text = seconds >= 3600
    ? Math.floor(seconds / 3600) + " h " + Math.floor(seconds % 3600 / 60) + " min"
    : Math.floor(seconds / 60) + ":" + String(seconds % 60).padStart(2, "0");
  left.textContent = text + " left";
  card.classList.toggle("late", seconds <= 15);
  card.querySelector(".bar-of-time span").style.transform =
    `scaleX(${Math.min(1, ms / Math.max(1, end - entry.firstSeen))})`;
}

setInterval(() => auctions.forEach(count), 250);

// ---- which are shown, in which order

/** By the end; those that have ended last. */
function place(entry) {
  const key = each => (each.view.ended ? "1" : "0") + each.view.endsAt;
  const after = [...byId("auctions").children]
    .find(card => key(auctions.get(card.dataset.id)) > key(entry));
  byId("auctions").insertBefore(entry.card, after ?? null);
}

function applyFilter(entry) {
  const isShown = filter === "all"
    || filter === "watched" && watched.has(entry.view.id)
    || filter === "mine" && me !== null && entry.view.leader === me;
  entry.card.hidden = !isShown;
  byId("nothing").hidden = [...auctions.values()].some(each => !each.card.hidden);
}

document.querySelectorAll("[data-filter]").forEach(button => button.addEventListener("click", () => {
  filter = button.dataset.filter;
  document.querySelectorAll("[data-filter]").forEach(each => each.setAttribute("aria-pressed", each === button));
  auctions.forEach(applyFilter);
}));

// ---- what happens

function take(view) {
  show(view);
  if (view.ended && !auctions.get(view.id).isLast) {
    const entry = auctions.get(view.id);
    entry.isLast = true;
    if (!entry.card.contains(document.activeElement)) {
      entry.card.remove();
      place(entry);
    }
  }
}

function forget(id) {
  auctions.get(id)?.card.remove();
  auctions.delete(id);
}

function listen() {
  const events = new EventSource("/api/events");
  const connection = byId("connection");
  const say = (state, text) => {
    connection.dataset.state = state;
    connection.textContent = text;
  };
  events.onopen = () => say("live", "live");
  events.onerror = () => say("lost", "connection lost, trying again");
  events.addEventListener("snapshot", event => {
    const snapshot = JSON.parse(event.data);
    clockIsAhead = Date.now() - Date.parse(snapshot.now);
    const ids = new Set(snapshot.auctions.map(view => view.id));
    [...auctions.keys()].filter(id => !ids.has(id)).forEach(forget);
    snapshot.auctions.forEach(take);
    byId("nothing").hidden = snapshot.auctions.length > 0;
  });
  ["opened", "bid", "ended", "settled"].forEach(kind =>
    events.addEventListener(kind, event => take(JSON.parse(event.data).auction)));
  events.addEventListener("gone", event => forget(JSON.parse(event.data).auction.id));
}

// ---- who, bots, selling

async function showMe(name) {
  me = name;
  byId("login").hidden = name !== null;
  byId("me").hidden = name === null;
  byId("my-name").textContent = name ?? "";
  watched.clear();
  if (name !== null) {
    (await call("GET", "/api/watched")).forEach(view => watched.add(view.id));
  }
  auctions.forEach(entry => show(entry.view));
}

byId("login").addEventListener("submit", event => {
  event.preventDefault();
  orTell(async () => {
    const answer = await call("POST", "/api/login", { name: byId("name").value.trim() });
    await showMe(answer.name);
    byId("auctions").focus();
  });
});

byId("logout").addEventListener("click", () => orTell(async () => {
  await call("POST", "/api/logout");
  await showMe(null);
  byId("name").focus();
}));

let bots = 0;

function showBots(count) {
  bots = count;
  byId("bot-count").textContent = count;
  byId("fewer-bots").disabled = count === 0;
  byId("more-bots").disabled = count === 20;
}

const setBots = count => orTell(async () => showBots((await call("PUT", "/api/bots", { count })).count));
byId("fewer-bots").addEventListener("click", () => setBots(bots - 1));
byId("more-bots").addEventListener("click", () => setBots(bots + 1));

byId("open").addEventListener("submit", event => {
  event.preventDefault();
  orTell(async () => {
    requireName();
    const form = event.target;
    const startingCents = Math.round(Number(form.starting.value.replace(",", ".")) * 100);
    const incrementCents = Math.max(100, Math.round(startingCents / 20));
    const opened = await call("POST", "/api/auctions", {
      title: form.title.value.trim(), startingCents, incrementCents, seconds: form.minutes.value * 60,
    });
    form.title.value = "";
    tell(opened.title + " is open for bids");
  });
});

listen();
orTell(async () => {
  await showMe((await call("GET", "/api/me")).name);
  showBots((await call("GET", "/api/bots")).count);
});
