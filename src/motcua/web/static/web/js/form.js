// Pages with a form: one submission for many clicks, names of chosen files, autosave.
// Without this script every form still works as a plain POST.

// --- one click, one dossier --------------------------------------------------------------------
// The button says what happens and stays enabled: a disabled button loses focus and hides from readers.
// The server ignores the second request by its hidden key; this only spares the line.
const BUSY = new WeakSet()

document.addEventListener("submit", (event) => {
  const form = event.target
  if (event.defaultPrevented) return
  if (BUSY.has(form)) {
    event.preventDefault()
    return
  }
  if (form.method === "post" && navigator.onLine === false) {
    event.preventDefault()
    tellOffline(form)
    return
  }
  const button = event.submitter
  if (form.method !== "post" || !button || button.formNoValidate) return
  BUSY.add(form)
  form.dispatchEvent(new Event("vn:leaving"))
  if (button.dataset.busy) {
    const label = button.querySelector("[data-label]") ?? button
    button.dataset.calm = label.textContent
    label.textContent = button.dataset.busy
    button.setAttribute("aria-live", "polite")
  }
})

// Without a line the browser would put a page of its own in place of what was typed: stay, and say so.
function tellOffline(form) {
  let line = form.querySelector("[data-offline]")
  if (!line) {
    line = document.createElement("p")
    line.dataset.offline = ""
    line.className = "vn-saved vn-saved--failed"
    line.setAttribute("role", "alert")
    const place = form.querySelector(".vn-actions")
    if (place) place.before(line)
    else form.append(line)
  }
  line.textContent = "Đang mất mạng nên chưa gửi được. Những gì đã khai còn ở trang này: đừng đóng trang, có mạng thì bấm lại."
}
addEventListener("online", () => {
  for (const line of document.querySelectorAll("[data-offline]")) line.textContent = "Đã có mạng. Bấm lại để gửi."
})

// Somebody who signed in anew in another tab left this page with a CSRF value of before. It is asked for again, so
// that neither autosave nor the button fails; nobody signed in answers 401, and the page stays as it is.
async function renewToken() {
  const answer = await fetch("/api/session", { credentials: "same-origin", headers: { Accept: "application/json" } })
  if (!answer.ok) return false
  const { csrf_token: token } = await answer.json()
  for (const box of document.querySelectorAll("input[name=csrfmiddlewaretoken]")) box.value = token
  return true
}
let hiddenAt = 0
document.addEventListener("visibilitychange", () => {
  if (document.hidden) hiddenAt = Date.now()
  else if (Date.now() - hiddenAt > 10_000 && document.querySelector("form[method=post]")) renewToken().catch(() => {})
})

// Back to this page from the browser's cache: the form may be sent again.
addEventListener("pageshow", (event) => {
  if (!event.persisted) return
  for (const button of document.querySelectorAll("[data-calm]")) {
    const label = button.querySelector("[data-label]") ?? button
    label.textContent = button.dataset.calm
  }
  for (const form of document.forms) BUSY.delete(form)
})

// Enter in the box of a search inside a form means "search", not "go on".
document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.target.tagName !== "INPUT") return
  const button = event.target.closest(".vn-search-row")?.querySelector("[data-finds]")
  if (!button) return
  event.preventDefault()
  button.click()
})

// --- what must be corrected --------------------------------------------------------------------
// The summary takes the focus, so that a screen reader starts there; its links go to the box and show the
// question above it, which a plain jump would leave out of sight.
const summary = document.querySelector(".vn-error-summary")
if (summary) {
  summary.focus()
  summary.addEventListener("click", (event) => {
    const target = event.target.closest("a[href^='#']")
    const box = target && document.getElementById(decodeURIComponent(target.hash.slice(1)))
    if (!box) return
    event.preventDefault()
    const question = box.closest("fieldset")?.querySelector("legend") ?? document.querySelector(`label[for="${CSS.escape(box.id)}"]`)
    ;(question ?? box).scrollIntoView()
    box.focus({ preventScroll: true })
  })
}

// --- questions that belong to a choice ---------------------------------------------------------
function showRevealed() {
  for (const box of document.querySelectorAll("[data-reveals]")) {
    document.getElementById(box.dataset.reveals).hidden = !box.checked
  }
}
if (document.querySelector("[data-reveals]")) {
  showRevealed()
  document.addEventListener("change", showRevealed)
  document.addEventListener("reset", () => setTimeout(showRevealed))
  addEventListener("pageshow", showRevealed)
}

// --- files -------------------------------------------------------------------------------------
const SIZE = new Intl.NumberFormat("vi-VN", { maximumFractionDigits: 1 })

function sizeOf(bytes) {
  return bytes < 1048576 ? `${Math.max(1, Math.round(bytes / 1024))} KB` : `${SIZE.format(bytes / 1048576)} MB`
}

for (const box of document.querySelectorAll("[data-file]")) {
  const input = box.querySelector("input[type=file]")
  const picked = box.querySelector("[data-picked]")
  box.classList.add("vn-file--script")
  box.querySelector(".vn-file__button").hidden = false
  input.addEventListener("change", () => {
    const limit = Number(input.dataset.maxBytes || 0)
    const lines = [...input.files].map((file) => {
      const line = `${file.name}, ${sizeOf(file.size)}`
      return limit && file.size > limit ? `${line}: quá lớn, nhận tối đa ${sizeOf(limit)}. Chụp lại bằng máy ảnh, tệp sẽ nhỏ hơn.` : line
    })
    picked.textContent = lines.length ? `Đã chọn: ${lines.join("; ")}` : ""
    picked.classList.toggle("vn-error-text", [...input.files].some((file) => limit && file.size > limit))
  })
}

// --- autosave ----------------------------------------------------------------------------------
// <form data-autosave="/luu/" data-draft-version="7">. Each changed field is posted with the form's CSRF
// value and a running number; the answer is JSON {"saved_at": "20:14", "version": 8} or an error status.
// Success is spoken at most every ten seconds; failure is loud at once and the fields are tried again.
const SPEAK_EVERY = 10_000
const WAIT = 800
const AFTER_A_PRESS = 400
const RETRY = [2_000, 5_000, 15_000, 30_000]

class Autosave {
  constructor(form) {
    this.form = form
    this.line = form.querySelector("[data-saved]") ?? document.querySelector("[data-saved]")
    this.text = this.line?.querySelector("[data-saved-text]")
    this.changed = new Map()
    this.version = form.dataset.draftVersion ?? ""
    this.posted = form.elements.version // what a plain submission of this page says it has seen
    this.failures = 0
    this.spokenAt = 0
    this.timer = 0
    this.speakTimer = 0
    this.sending = false
    form.addEventListener("input", (event) => this.note(event.target, WAIT))
    form.addEventListener("change", (event) => this.note(event.target, 0))
    form.addEventListener("vn:leaving", () => { this.changed.clear(); clearTimeout(this.timer) })
    addEventListener("online", () => this.flush())
    addEventListener("pagehide", () => this.leave())
  }

  note(field, wait) {
    if (!field.name || field.type === "file" || field.name === "csrfmiddlewaretoken") return
    this.changed.set(field.name, this.valuesOf(field.name))
    clearTimeout(this.timer)
    this.timer = setTimeout(() => this.flush(), wait)
  }

  valuesOf(name) {
    return new FormData(this.form).getAll(name).filter((value) => typeof value === "string")
  }

  body(fields) {
    const body = new FormData()
    body.append("csrfmiddlewaretoken", this.form.elements.csrfmiddlewaretoken?.value ?? "")
    body.append("version", this.version)
    for (const [name, values] of fields) {
      body.append("changed", name)
      for (const value of values) body.append(name, value)
    }
    // A box of a date or an address says nothing without its neighbours, as they stand on this page.
    const told = new Set(fields.map(([name]) => name))
    const whole = new Set(fields.map(([name]) => name.split("-")[0]))
    for (const [name, value] of new FormData(this.form)) {
      if (typeof value === "string" && !told.has(name) && whole.has(name.split("-")[0])) body.append(name, value)
    }
    return body
  }

  // Each field of a try may take one number. The page itself goes on after them: what it said a moment ago
  // must not look like the work of another device, whether or not the answer has come back.
  count(fields) {
    if (!this.posted) return
    this.posted.value = String(Math.max(Number(this.posted.value), Number(this.version) + fields.length))
  }

  post(fields) {
    return fetch(this.form.dataset.autosave, {
      method: "POST", body: this.body(fields), credentials: "same-origin", headers: { Accept: "application/json" },
    })
  }

  async flush() {
    if (this.sending || this.changed.size === 0) return
    const fields = [...this.changed]
    this.sending = true
    this.count(fields)
    try {
      let answer = await this.post(fields)
      if (answer.status === 403 && (await renewToken())) answer = await this.post(fields)
      if (answer.status === 401 || answer.status === 403) return this.fail("Bạn đã rời máy lâu nên chúng tôi khóa lại cho an toàn. Bấm Tiếp tục để đăng nhập lại, phần vừa khai không mất.", false)
      if (answer.status === 409) return this.fail("Phần này vừa được sửa ở máy khác. Bấm Tiếp tục để xem bản mới.", false)
      if (!answer.ok) throw new Error(String(answer.status))
      const saved = await answer.json()
      if (saved.version !== undefined) this.version = String(saved.version)
      for (const [name, values] of fields) if (this.changed.get(name) === values) this.changed.delete(name)
      this.failures = 0
      this.say(`Đã lưu lúc ${saved.saved_at}. Thoát ra vẫn còn.`)
    } catch {
      this.fail(navigator.onLine
        ? "Chưa lưu được phần vừa khai. Chúng tôi đang thử lại, đừng đóng trang."
        : "Mạng đang yếu, chưa lưu được phần vừa khai. Có mạng sẽ tự lưu, đừng đóng trang.", true)
    } finally {
      this.sending = false
    }
    if (this.changed.size && this.failures === 0) this.flush()
  }

  leave() {
    if (this.changed.size) navigator.sendBeacon?.(this.form.dataset.autosave, this.body([...this.changed]))
  }

  say(text) {
    if (!this.line) return
    this.line.classList.remove("vn-saved--failed")
    this.line.setAttribute("role", "status")
    clearTimeout(this.speakTimer)
    const rest = this.spokenAt + SPEAK_EVERY - Date.now()
    this.speakTimer = setTimeout(() => { this.spokenAt = Date.now(); this.text.textContent = text }, Math.max(0, rest))
  }

  fail(text, again) {
    this.failures += 1
    if (this.line) {
      clearTimeout(this.speakTimer)
      this.spokenAt = 0
      // Leaving a box with the mouse on its way down to the button saves, too: two lines in place of one would move the
      // button away before it comes up, and the press would be lost.
      this.speakTimer = setTimeout(() => {
        this.line.setAttribute("role", "alert")
        this.line.classList.add("vn-saved--failed")
        this.text.textContent = text
      }, AFTER_A_PRESS)
    }
    this.form.dispatchEvent(new CustomEvent("vn:not-saved", { bubbles: true, detail: { text, fields: [...this.changed.keys()] } }))
    if (again) this.timer = setTimeout(() => this.flush(), RETRY[Math.min(this.failures, RETRY.length) - 1])
  }
}

for (const form of document.querySelectorAll("form[data-autosave]")) new Autosave(form)
