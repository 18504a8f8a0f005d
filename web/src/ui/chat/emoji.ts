/** What people react with most; the first ones are offered at once. */
export const emoji = [
  ..."👍 ❤️ 😂 🎉 😮 👎 🙏 👏 🔥 ✅ 👀 🚀 💯 🤔 😢 😅 😍 🥳 😎 🤝 💪 🙌 👋 🤷 😴 🤯 😬 🥲 😇 🤗 ☕ 🍕 🎂 🌈 ⭐ 💡 📌 ⏰ ❓ ❌".split(
    " ",
  ),
] as const;
