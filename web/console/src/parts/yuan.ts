// Money: whole fen within, yuan for people.
export const yuan = (fen: number): string =>
  `${fen < 0 ? "-" : ""}¥${(Math.abs(fen) / 100).toLocaleString("zh-CN", { minimumFractionDigits: 2, maximumFractionDigits: 2 })}`;

// As people type it: 1234.50.
export const plain_yuan = (fen: number): string => (fen / 100).toFixed(2);

// What was typed in yuan, or null when it is no sum.
export function fen_of(text: string): number | null {
  const plain = text.replace(/[,，\s¥￥]/g, "");
  if (!/^\d{1,9}(\.\d{1,2})?$/.test(plain)) return null;
  const [whole = "0", cents = ""] = plain.split(".");
  return Number(whole) * 100 + Number(cents.padEnd(2, "0"));
}
