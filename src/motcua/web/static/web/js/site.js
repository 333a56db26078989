// On every page: mark that scripts run, then fetch weight 600 once the page stands.
const root = document.documentElement
root.classList.add("vn-js")

const KEY = "vn-strong"

function loadStrong() {
  const sheet = document.createElement("link")
  sheet.rel = "stylesheet"
  sheet.href = root.dataset.strong
  document.head.append(sheet)
}

function remembered() {
  try { return localStorage.getItem(KEY) === root.dataset.strong } catch { return false }
}

if (root.dataset.strong && !root.classList.contains("vn-desk") && !navigator.connection?.saveData) {
  if (remembered()) {
    loadStrong() // in the cache from an earlier page: no jump from the browser's own bold
  } else {
    const later = () => {
      loadStrong()
      try { localStorage.setItem(KEY, root.dataset.strong) } catch { /* private window: load it each time */ }
    }
    if (document.readyState === "complete") later()
    else addEventListener("load", later, { once: true })
  }
}

// "Sao chép": the button names the element that holds the text.
document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]")
  if (!button) return
  const text = document.getElementById(button.dataset.copy)?.textContent.trim()
  if (!text) return
  const label = button.querySelector("[data-label]") ?? button
  const before = label.textContent
  try {
    await navigator.clipboard.writeText(text)
    label.textContent = "Đã chép"
  } catch {
    label.textContent = "Chưa chép được, hãy chép tay"
  }
  setTimeout(() => { label.textContent = before }, 4000)
})

for (const button of document.querySelectorAll("[data-copy][hidden]")) button.hidden = false
