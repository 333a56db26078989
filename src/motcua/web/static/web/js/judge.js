// The judging page: the paper beside its item, keys from item to item, the letter as it grows. Without this
// script papers open on a page of their own and the letter is drawn by the server.

const form = document.querySelector("[data-judge]")
const items = [...form.querySelectorAll(".vn-verdict")]
const isWide = matchMedia("(min-width: 1100px)") // below it the paper would be out of sight
const part = (item, what) => item.querySelector(`input[value=${what}]`)
const isJudged = (item) => part(item, "pass").checked || part(item, "fail").checked
const isBad = (item) => part(item, "fail").checked

// --- the paper beside the item -----------------------------------------------------------------
const pane = form.querySelector("[data-shown]")

function show(id) {
  const paper = document.querySelector(`template[data-paper="${CSS.escape(id)}"]`)
  if (!paper || pane.dataset.shown === id) return
  pane.replaceChildren(paper.content.cloneNode(true))
  pane.dataset.shown = form.elements.shown.value = id
  tools()
}

function tools() {
  for (const tool of pane.querySelectorAll(".vn-tool")) tool.hidden = false
}

form.addEventListener("click", (event) => {
  const link = event.target.closest("[data-shows]")
  if (link && isWide.matches && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
    event.preventDefault()
    show(link.dataset.shows)
  }
})
form.addEventListener("focusin", (event) => {
  const link = event.target.closest(".vn-verdict")?.querySelector("[data-shows]")
  if (link && isWide.matches && !event.target.closest("[data-shows]")) show(link.dataset.shows)
})
tools()

// --- a picture nearer, or turned ---------------------------------------------------------------
const STEPS = [1, 1.5, 2, 3]

pane.addEventListener("click", (event) => {
  const tool = event.target.closest(".vn-tool")
  const picture = tool && pane.querySelector("img")
  if (!picture) return
  const at = Number(picture.dataset.step ?? 0)
  if (tool.dataset.zoom) picture.dataset.step = Math.max(0, Math.min(STEPS.length - 1, at + (tool.dataset.zoom === "in" ? 1 : -1)))
  else picture.dataset.turns = (Number(picture.dataset.turns ?? 0) + 1) % 4
  lay(picture)
})

function lay(picture) {
  const turns = Number(picture.dataset.turns ?? 0)
  picture.parentElement.style.maxWidth = picture.style.maxWidth = "none"
  picture.style.width = `${100 * STEPS[Number(picture.dataset.step ?? 0)]}%`
  picture.style.rotate = `${90 * turns}deg`
  // A picture on its side is as high as it was wide: its box has to say so.
  const more = (picture.offsetWidth - picture.offsetHeight) / 2
  picture.style.margin = turns % 2 ? `${more}px ${-more}px` : ""
}

// --- from item to item -------------------------------------------------------------------------
function current() {
  return items.indexOf(document.activeElement?.closest?.(".vn-verdict"))
}

function goTo(item) {
  if (!item) return
  const control = part(item, isBad(item) ? "fail" : "pass")
  control.focus({ preventScroll: true })
  item.scrollIntoView({ block: "nearest" })
}

// The next one nobody has looked at; when all are judged, simply the next.
function next() {
  const at = current()
  const after = [...items.slice(at + 1), ...items.slice(0, at + 1)]
  goTo(after.find((item) => !isJudged(item)) ?? items[at + 1] ?? items[0])
}

const KEYS = {
  j: next,
  k: () => goTo(items[Math.max(0, current() - 1)]),
  c: () => {
    const item = items[current()]
    if (!item) return
    part(item, "fail").click()
    item.querySelector("select").focus()
  },
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("script[data-keys=off]")) return
  if (event.target.matches("input[type=text], input[type=search], select, textarea")) return
  const act = KEYS[event.key.toLowerCase()]
  if (!act) return
  event.preventDefault()
  act()
})
form.querySelector("[data-next]")?.addEventListener("click", (event) => { event.preventDefault(); next() })

// --- what has been judged, and the letter ------------------------------------------------------
const progress = form.querySelector("progress")
const list = form.querySelector("[data-letter-items]")

function sentenceOf(item) {
  const typed = item.querySelector("input[type=text]").value.trim()
  return typed || item.querySelector("select").selectedOptions[0]?.dataset.says || "…"
}

function draw() {
  const done = items.filter(isJudged).length
  const bad = items.filter(isBad)
  progress.value = done
  form.querySelector("[data-count-text]").textContent = `${done} trên ${items.length} mục`
  form.querySelector("[data-waiting]").textContent =
    done < items.length ? `Còn ${items.length - done} mục chưa xem.` : "Đã xem hết các mục."
  form.querySelector("[data-letter-title]").textContent =
    bad.length ? `Hồ sơ cần bổ sung ${bad.length} mục` : "Chưa mục nào chưa đạt"
  list.replaceChildren(...bad.map((item) => {
    const line = document.createElement("li")
    const label = document.createElement("strong")
    label.textContent = `${item.querySelector(".vn-verdict__title").textContent}.`
    line.append(label, ` ${sentenceOf(item)}`)
    return line
  }))
  form.querySelector("[data-letter-end]").hidden = bad.length === 0
  for (const item of items) item.classList.toggle("vn-verdict--fail", isBad(item))
}

form.addEventListener("input", draw)
form.addEventListener("change", draw)
addEventListener("pageshow", draw) // coming back, the browser has put its own marks back
