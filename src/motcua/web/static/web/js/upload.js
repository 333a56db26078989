// Files over a weak line: a large file goes in pieces while the person goes on answering, and goes on where the
// line broke (tus 1.0.0, docs/api.md). Small files, and all files without this script, travel with the form.

const LARGE = 512 * 1024
const LEAST = 32 * 1024
const MOST = 256 * 1024 // what the house takes at once
const WAITS = [1_000, 3_000, 8_000, 15_000, 30_000]
const SIZE = new Intl.NumberFormat("vi-VN", { maximumFractionDigits: 1 })

class Refused extends Error {}

const form = document.querySelector("form[data-autosave]")
const draft = form && new URL(form.action).pathname.match(/^\/nop\/(\d+)\//)?.[1]
const sending = new Map() // file → the promise of its arrival
const AT_ONCE = new Set(["later", "remove"]) // who goes away or takes something out waits for no file

const pause = (time) => new Promise((done) => {
  const timer = setTimeout(done, time)
  addEventListener("online", () => { clearTimeout(timer); done() }, { once: true })
})
const coded = (text) => btoa(String.fromCharCode(...new TextEncoder().encode(text)))

function speak(method, url, headers = {}, body = undefined) {
  const token = form.elements.csrfmiddlewaretoken.value
  return fetch(url, {
    method, body, credentials: "same-origin", signal: AbortSignal.timeout(60_000),
    headers: { "Tus-Resumable": "1.0.0", "X-CSRFToken": token, ...headers },
  })
}

// What can never come right by trying again: the sign-in is over, or the draft is gone or another's.
const ENDED = {
  401: "Đã hết giờ đăng nhập nên chưa gửi được tệp này. Bấm Tiếp tục để đăng nhập lại, rồi chọn lại tệp.",
  403: "Phiên đăng nhập đã đổi nên chưa gửi được tệp này. Tải lại trang rồi chọn lại tệp.",
  404: "Bản nháp này không còn nhận tệp. Mở Hồ sơ của tôi để xem.",
}

// What the house says no to is told; what the line swallowed is tried again. An upload that is forgotten (404 at
// its own address) begins anew; a draft that is not there (404 at the beginning) stays so.
async function granted(answer, { begins = false } = {}) {
  if (answer.ok) return answer
  const gone = answer.status === 404
  if (answer.status >= 500 || answer.status === 429 || (gone && !begins)) throw new Error(String(answer.status))
  if (answer.status in ENDED) throw new Refused(ENDED[answer.status])
  const told = await answer.json().catch(() => ({}))
  if (told.code === "upload_offset") throw new Error(told.code)
  throw new Refused(told.faults?.[0]?.message ?? told.detail ?? "Chưa gửi được tệp này. Bấm Tiếp tục rồi chọn lại.")
}

class Sending {
  constructor(file, slot, line) {
    Object.assign(this, { file, slot, line, piece: LEAST * 2 })
    this.key = `tep:${draft}:${slot}:${file.name}:${file.size}:${file.lastModified}`
    this.url = sessionStorage.getItem(this.key) ?? ""
  }

  async run() {
    for (let tries = 0; ; tries += 1) {
      try {
        return await this.go(() => { tries = 0 })
      } catch (trouble) {
        if (trouble instanceof Refused) {
          sessionStorage.removeItem(this.key)
          if (this.url) speak("DELETE", this.url).catch(() => {})
          throw trouble
        }
        if (trouble.message === "404") this.url = ""
        this.line.say("mạng yếu, đang thử lại")
        await pause(WAITS[Math.min(tries, WAITS.length - 1)])
      }
    }
  }

  async go(moved) {
    let at = 0
    if (this.url) {
      const head = await granted(await speak("HEAD", this.url))
      if (head.headers.has("Motcua-File")) return this.arrived(head)
      at = Number(head.headers.get("Upload-Offset"))
    } else {
      const metadata = `slot ${coded(this.slot)},filename ${coded(this.file.name)}`
      const headers = { "Upload-Length": String(this.file.size), "Upload-Metadata": metadata }
      const begun = await granted(await speak("POST", `/api/drafts/${draft}/uploads`, headers), { begins: true })
      this.url = begun.headers.get("Location")
      sessionStorage.setItem(this.key, this.url)
    }
    for (;;) {
      this.line.say(`đã gửi ${Math.floor((at / this.file.size) * 100)} %`)
      const began = performance.now()
      const headers = { "Content-Type": "application/offset+octet-stream", "Upload-Offset": String(at) }
      const body = this.file.slice(at, at + this.piece)
      const answer = await granted(await speak("PATCH", this.url, headers, body))
      moved()
      if (answer.headers.has("Motcua-File")) return this.arrived(answer)
      at = Number(answer.headers.get("Upload-Offset"))
      const took = performance.now() - began
      if (took < 2_000) this.piece = Math.min(MOST, this.piece * 2)
      if (took > 8_000) this.piece = Math.max(LEAST, this.piece / 2)
    }
  }

  arrived(answer) {
    sessionStorage.removeItem(this.key)
    this.line.done(answer.headers.get("Motcua-File"))
  }
}

// One line of the list below the field, made like the ones the server draws.
class Line {
  constructor(box, file) {
    this.told = box.querySelector("[data-picked]")
    this.list = box.querySelector(".vn-file__list")
    if (!this.list) {
      this.list = document.createElement("ul")
      this.list.className = "vn-file__list"
      this.told.after(this.list)
    }
    this.row = document.createElement("li")
    this.text = document.createElement("span")
    this.row.append(this.text)
    this.list.append(this.row)
    this.name = file.name
    this.size = `${SIZE.format(file.size / 1048576)} MB`
  }

  say(words) { this.text.textContent = `${this.name}, ${this.size}: ${words}` }

  done(number) {
    this.text.textContent = `${this.name}, ${this.size}`
    const drop = document.createElement("button")
    Object.assign(drop, { type: "submit", name: "remove", value: number, formNoValidate: true, className: "vn-link-button" })
    const hidden = document.createElement("span")
    Object.assign(hidden, { className: "govuk-visually-hidden", textContent: ` tệp ${this.name}` })
    drop.append("Bỏ", hidden)
    this.row.append(drop)
    this.told.textContent = `Đã gửi: ${this.name}`
  }

  fail(sentence) {
    this.say("chưa nhận")
    this.told.textContent = `${this.name}: ${sentence}`
    this.told.classList.add("vn-error-text")
  }
}

function begin(box, input, file) {
  const line = new Line(box, file)
  const arrival = new Sending(file, input.name, line).run()
    .catch((refusal) => { line.fail(refusal.message); return "refused" })
    .finally(() => sending.delete(file))
  sending.set(file, arrival)
}

if (draft) {
  for (const box of form.querySelectorAll("[data-file]")) {
    const input = box.querySelector("input[type=file]")
    input.addEventListener("change", () => {
      const limit = Number(input.dataset.maxBytes || Infinity)
      const large = [...input.files].filter((file) => file.size > LARGE && file.size <= limit)
      if (!large.length) return
      const rest = new DataTransfer() // what stays in the box goes with the form
      for (const file of input.files) if (!large.includes(file)) rest.items.add(file)
      input.files = rest.files
      box.querySelector("[data-picked]").textContent = `Đang gửi: ${large.map((file) => file.name).join("; ")}`
      for (const file of large) begin(box, input, file)
    })
  }

  form.addEventListener("submit", async (event) => {
    const button = event.submitter
    if (!sending.size || AT_ONCE.has(button?.name)) return
    event.preventDefault()
    const label = button?.querySelector("[data-label]") ?? button
    const calm = label?.textContent
    if (label) label.textContent = "Đang gửi nốt tệp…"
    const ends = await Promise.all(sending.values())
    if (label) label.textContent = calm
    if (!ends.includes("refused")) form.requestSubmit(button)
  })
}
