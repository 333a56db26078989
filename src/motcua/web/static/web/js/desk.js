// Keys of the desk and the bulk bar. Everything they do can be done with Tab and the mouse as well.
// `data-keys="off"` on the script tag (from the officer's own setting) switches single keys off (WCAG 2.1.4).

const script = document.querySelector("script[src*='desk'][data-keys]")
const keysOn = script?.dataset.keys !== "off"

// On a phone the menu is one line that slides: show where one is.
document.querySelector(".vn-bar__nav [aria-current]")?.scrollIntoView({ block: "nearest", inline: "nearest" })

// --- moving in the list ------------------------------------------------------------------------
const rows = [...document.querySelectorAll("[data-row]")]
let at = -1

function go(to) {
  if (!rows.length) return
  rows[at]?.classList.remove("vn-work__row--now")
  at = Math.max(0, Math.min(rows.length - 1, to))
  rows[at].classList.add("vn-work__row--now")
  rows[at].querySelector("[data-open]")?.focus({ preventScroll: true })
  rows[at].scrollIntoView({ block: "nearest" })
}

rows.forEach((row, index) => row.addEventListener("focusin", () => {
  if (at !== index) { rows[at]?.classList.remove("vn-work__row--now"); at = index; row.classList.add("vn-work__row--now") }
}))

function isTyping(target) {
  return target.closest("input:not([type=checkbox],[type=radio],[type=button],[type=submit]), textarea, select, [contenteditable]")
}

const ACTS = {
  "/": () => { const box = document.querySelector("[data-search]"); box?.focus(); box?.select() },
  j: () => go(at + 1),
  k: () => go(at < 0 ? 0 : at - 1),
  x: () => rows[at]?.querySelector("[data-tick]")?.click(),
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return
  if (/^F\d+$/.test(event.key)) return press(event, event.key)
  if (event.key === "Escape" && isTyping(event.target)) return event.target.blur()
  if (!keysOn || event.repeat && event.key !== "j" && event.key !== "k" || isTyping(event.target)) return
  const act = ACTS[event.key.toLowerCase()]
  if (act && (event.key === "/" || rows.length)) {
    event.preventDefault()
    act()
    return
  }
  if (event.key === "Enter" && event.target === document.body && at >= 0) {
    rows[at].querySelector("[data-open]")?.click()
    return
  }
  press(event, event.key.toUpperCase())
})

// Buttons and links that show a key (`data-key`): only visible ones answer. A box takes the focus instead.
function press(event, key) {
  const target = [...document.querySelectorAll("[data-key]")].find((one) => one.dataset.key === key && one.checkVisibility())
  if (!target) return
  event.preventDefault()
  if (target.matches("input, textarea, select")) target.focus()
  else { target.focus(); target.click() }
}

// --- ticks and the bulk bar --------------------------------------------------------------------
const bar = document.querySelector("[data-bulk]")
const all = document.querySelector("[data-tick-all]")
const ticks = [...document.querySelectorAll("[data-tick]")]

function count() {
  const ticked = ticks.filter((tick) => tick.checked).length
  if (bar) {
    bar.hidden = ticked === 0
    bar.querySelector("[data-bulk-count]").textContent = `Đã chọn ${ticked} hồ sơ`
  }
  if (all) {
    all.checked = ticked > 0 && ticked === ticks.length
    all.indeterminate = ticked > 0 && ticked < ticks.length
  }
}

if (all) {
  all.hidden = false
  all.addEventListener("change", () => { ticks.forEach((tick) => { tick.checked = all.checked }); count() })
}
ticks.forEach((tick) => tick.addEventListener("change", count))
if (bar) {
  const clear = bar.querySelector("[data-bulk-clear]")
  clear.hidden = false
  clear.addEventListener("click", (event) => { event.preventDefault(); ticks.forEach((tick) => { tick.checked = false }); count() })
  count()
}

// --- a field and its place in the paper --------------------------------------------------------
document.addEventListener("mouseover", mark)
document.addEventListener("focusin", mark)

function mark(event) {
  const row = event.target.closest?.("[data-mark]")
  if (!row) return
  for (const place of document.querySelectorAll("[data-place]")) {
    place.classList.toggle("vn-mark-place", place.dataset.place === row.dataset.mark)
  }
}

// --- the fast lane of the counter: the next piece begins where its own questions begin ----------
const lane = document.querySelector("[data-lane]")
if (lane && !document.querySelector(".vn-error-summary")) {
  const first = lane.dataset.first || "name"
  lane.querySelector(`[name="${first}"]`)?.focus()
}
