const k_units = ["B", "KB", "MB", "GB", "TB"];

// 1.4 GB
export function bytes_text(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit + 1 < k_units.length) {
    value /= 1024;
    ++unit;
  }
  return `${value < 10 && unit ? value.toFixed(1) : Math.round(value)} ${k_units[unit] ?? ""}`;
}
