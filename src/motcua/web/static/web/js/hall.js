// The machines in the hall. The one that gives numbers prints and goes back for the next person; the screen asks for
// what has changed (304 when nothing has) and says who is called, aloud where this machine has a Vietnamese voice.

const EVERY = 3000
const ZONE = "Asia/Ho_Chi_Minh" // whatever a television was set to
const BACK_AFTER = 12000

// --- the machine that gives numbers ------------------------------------------------------------
const back = document.querySelector("[data-back]")
if (back) setTimeout(() => { location.replace(back.href) }, BACK_AFTER)
if (document.querySelector("[data-print-now]")) addEventListener("load", () => print(), { once: true })
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false
  button.addEventListener("click", () => print())
}

// The page kept by the browser holds a press that has been used: ask for a new one.
addEventListener("pageshow", (event) => { if (event.persisted) location.reload() })

// --- the screen --------------------------------------------------------------------------------
const board = document.querySelector("[data-board]")
if (board) screen()

function screen() {
  const aloud = document.querySelector("[data-aloud]")
  const lost = document.querySelector("[data-lost]")
  const heard = new Set(calls().map((call) => call.dataset.call))
  const sound = speaker(document.querySelector("[data-sound]"), document.querySelector("[data-voice]"))
  let failed = 0
  let tag = ""

  function calls() { return [...board.querySelectorAll("[data-call]")] }

  function announce() {
    const fresh = calls().filter((call) => !heard.has(call.dataset.call))
    for (const call of fresh) heard.add(call.dataset.call)
    if (!fresh.length) return
    const said = fresh.map((call) => call.dataset.say)
    aloud.textContent = "" // the same number again is told again, too
    setTimeout(() => { aloud.textContent = said.join(". ") }, 100)
    board.classList.remove("vn-screen--new")
    requestAnimationFrame(() => board.classList.add("vn-screen--new"))
    sound.say(said)
  }

  async function ask() {
    try {
      const answer = await fetch(board.dataset.board, {
        cache: "no-store", signal: AbortSignal.timeout(8000), headers: tag ? { "If-None-Match": tag } : {},
      })
      if (answer.status === 404) return location.reload() // the link was revoked: say so
      if (answer.status !== 304) {
        if (!answer.ok) throw new Error(String(answer.status))
        board.innerHTML = await answer.text() // our own page, escaped by the server
        tag = answer.headers.get("ETag") ?? ""
        announce()
      }
      failed = 0
    } catch {
      failed += 1
    }
    lost.hidden = failed < 3
    setTimeout(ask, EVERY)
  }

  const clock = document.querySelector("[data-clock]")
  const tick = () => { clock.textContent = new Date().toLocaleTimeString("vi-VN", { hour: "2-digit", minute: "2-digit", timeZone: ZONE }) }
  tick()
  setInterval(tick, 5000)
  setTimeout(ask, EVERY)
}

// Browsers make no sound before somebody has pressed something: one button starts and stops it.
function speaker(button, words) {
  let context = null
  button.hidden = false
  button.addEventListener("click", async () => {
    if (context) {
      speechSynthesis?.cancel()
      await context.close()
      context = null
    } else {
      context = new AudioContext()
      await context.resume()
      chime()
    }
    tell()
  })
  globalThis.speechSynthesis?.addEventListener?.("voiceschanged", tell)
  tell()

  function voice() {
    return globalThis.speechSynthesis?.getVoices().find((one) => /^vi\b/i.test(one.lang.replace("_", "-")))
  }

  function tell() {
    button.setAttribute("aria-pressed", String(Boolean(context)))
    button.textContent = context ? "Tắt tiếng gọi số" : "Bật tiếng gọi số"
    words.textContent = !context ? "Chưa bật tiếng" : voice() ? "" : "Chỉ có chuông: máy chưa có giọng đọc tiếng Việt"
  }

  function chime() {
    for (const [tone, from] of [[784, 0], [587, 0.35]]) {
      const source = context.createOscillator()
      const loud = context.createGain()
      const at = context.currentTime + from
      source.frequency.value = tone
      loud.gain.setValueAtTime(0.0001, at)
      loud.gain.exponentialRampToValueAtTime(0.4, at + 0.03)
      loud.gain.exponentialRampToValueAtTime(0.0001, at + 0.9)
      source.connect(loud).connect(context.destination)
      source.start(at)
      source.stop(at + 1)
    }
  }

  return {
    say(sentences) {
      if (!context) return
      chime()
      const speaks = voice()
      if (!speaks) return
      setTimeout(() => {
        for (const sentence of sentences) {
          const said = new SpeechSynthesisUtterance(sentence)
          said.lang = "vi-VN"
          said.voice = speaks
          said.rate = 0.9
          speechSynthesis.speak(said)
        }
      }, 1200)
    },
  }
}
