// Numbers and private values as they may be shown. The server masks first; these only group what it sends.

export function phone_text(phone?: string | null): string {
  if (!phone) return "—";
  return /^[\d*]{11}$/.test(phone) ? `${phone.slice(0, 3)} ${phone.slice(3, 7)} ${phone.slice(7)}` : phone;
}

export function id_card_text(number?: string | null): string {
  if (!number) return "—";
  return number.length === 18 ? `${number.slice(0, 6)} ${number.slice(6, 14)} ${number.slice(14)}` : number;
}

const whole = new Intl.NumberFormat("en-US", { maximumFractionDigits: 0 });

export function count_text(value?: number | string | null): string {
  if (value === null || value === undefined || value === "") return "—";
  const number = Number(value);
  return Number.isFinite(number) ? whole.format(number) : String(value);
}

export function percent_text(share?: number | null, digits = 1): string {
  return share === null || share === undefined || !Number.isFinite(share) ? "—" : `${(share * 100).toFixed(digits)}%`;
}

export function bytes_text(bytes?: number | string | null): string {
  let size = Number(bytes ?? 0);
  for (const unit of ["B", "KB", "MB", "GB"]) {
    if (size < 1024 || unit === "GB")
      return `${size < 10 && unit !== "B" ? size.toFixed(1) : Math.round(size)} ${unit}`;
    size /= 1024;
  }
  return "";
}
