// Keeps the moving part of a page fresh: asks every half minute, or as often as the page says (data-every, seconds),
// with the tag of what it shows. Without scripts the page has a link that loads it anew. Asking by itself does not keep a session alive (identity/middleware.py).

const board = document.querySelector("[data-board]")
const EVERY = Number(board?.dataset.every ?? 30) * 1000
const CHANGED = board?.dataset.changed ?? "Số vừa đổi lúc"
const news = document.querySelector("[data-board-news]")
let timer = 0

const clock = () => new Date().toLocaleTimeString("vi-VN", { hour: "2-digit", minute: "2-digit", hour12: false, timeZone: "Asia/Ho_Chi_Minh" })

function tell(words) {
  if (news.textContent !== words) news.textContent = words
}

async function ask() {
  let answer
  try {
    answer = await fetch(board.dataset.board, {
      headers: { "If-None-Match": board.dataset.tag, "Motcua-By-Itself": "1" },
      cache: "no-store",
      redirect: "manual",
    })
  } catch {
    news.dataset.trouble = "1"
    return tell("Mạng đang yếu, số trên bảng có thể đã cũ. Trang tự thử lại.")
  }
  if (answer.status === 304) {
    if (news.dataset.trouble) tell("")
    delete news.dataset.trouble
    return
  }
  if (answer.type === "opaqueredirect" || answer.status === 401 || answer.status === 403) {
    clearInterval(timer)
    return tell("Phiên làm việc đã hết. Tải lại trang để đăng nhập.")
  }
  if (!answer.ok) {
    news.dataset.trouble = "1"
    return tell("Chưa lấy được số mới. Trang tự thử lại.")
  }
  const at = document.activeElement?.closest?.("[data-board] a")?.getAttribute("href")
  board.innerHTML = await answer.text()
  board.dataset.tag = answer.headers.get("ETag")
  // Whoever stands on a number with the keyboard stays on it.
  if (at) [...board.querySelectorAll("a")].find((link) => link.getAttribute("href") === at)?.focus({ preventScroll: true })
  tell(`${CHANGED} ${clock()}.`)
}

if (board && news) {
  timer = setInterval(() => { if (!document.hidden) ask() }, EVERY)
  document.addEventListener("visibilitychange", () => { if (!document.hidden) ask() })
}
