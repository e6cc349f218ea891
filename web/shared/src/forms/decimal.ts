// Decimals of 34 digits as the rules of the server know them (IEEE 754 decimal128, half to even): 0.1 + 0.2 is 0.3.
const k_digits = 34;
const k_small = 1n << 64n;

export type Rounding = "half_even" | "half_up" | "half_down" | "up" | "down" | "floor" | "ceiling";

const power = (n: number): bigint => 10n ** BigInt(n);
const size = (c: bigint): bigint => (c < 0n ? -c : c);
const digits_of = (c: bigint): number => size(c).toString().length;

// c divided by 10^n, rounded.
function shifted(c: bigint, n: number, mode: Rounding): bigint {
  const by = power(n);
  const whole = c / by;
  const rest = size(c % by);
  if (rest === 0n) return whole;
  const step = c < 0n ? -1n : 1n;
  const twice = rest * 2n;
  const up =
    mode === "up" ||
    (mode === "floor" && c < 0n) ||
    (mode === "ceiling" && c > 0n) ||
    (mode === "half_up" && twice >= by) ||
    (mode === "half_down" && twice > by) ||
    (mode === "half_even" && (twice > by || (twice === by && size(whole) % 2n === 1n)));
  return up ? whole + step : whole;
}

export class Decimal {
  // c * 10^e
  constructor(
    readonly c: bigint,
    readonly e: number,
  ) {}

  static of(n: number): Decimal {
    return new Decimal(BigInt(n), 0);
  }
  static parse(text: string): Decimal | null {
    const found = /^(-?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d+))?$/.exec(text);
    if (!found) return null;
    const [, sign, whole, fraction = "", exponent] = found;
    if (whole === "" && fraction === "") return null;
    const c = BigInt((whole ?? "") + fraction);
    return new Decimal(sign ? -c : c, Number(exponent ?? 0) - fraction.length).fitted();
  }
  static from(n: number): Decimal | null {
    return Number.isFinite(n) ? Decimal.parse(String(n)) : null;
  }

  private fitted(): Decimal {
    const over = digits_of(this.c) - k_digits;
    if (over <= 0) return this;
    const c = shifted(this.c, over, "half_even");
    return digits_of(c) > k_digits ? new Decimal(c / 10n, this.e + over + 1) : new Decimal(c, this.e + over);
  }
  private at(e: number): bigint {
    return this.c * power(this.e - e);
  }

  get zero(): boolean {
    return this.c === 0n;
  }
  get negative(): boolean {
    return this.c < 0n;
  }
  compare(other: Decimal): number {
    const e = Math.min(this.e, other.e);
    const a = this.at(e);
    const b = other.at(e);
    return a < b ? -1 : a > b ? 1 : 0;
  }
  negated(): Decimal {
    return new Decimal(-this.c, this.e);
  }
  plus(other: Decimal): Decimal {
    const e = Math.min(this.e, other.e);
    return new Decimal(this.at(e) + other.at(e), e).fitted();
  }
  minus(other: Decimal): Decimal {
    return this.plus(other.negated());
  }
  times(other: Decimal): Decimal {
    return new Decimal(this.c * other.c, this.e + other.e).fitted();
  }
  // Not by zero.
  over(other: Decimal): Decimal {
    const ideal = this.e - other.e;
    if (this.c === 0n) return new Decimal(0n, ideal);
    const more = Math.max(0, k_digits + 2 + digits_of(other.c) - digits_of(this.c));
    let c = (this.c * power(more)) / other.c;
    const exact = (this.c * power(more)) % other.c === 0n;
    let e = ideal - more;
    if (exact) {
      while (e < ideal && c % 10n === 0n) {
        c /= 10n;
        ++e;
      }
    } else {
      // A sign of what was cut off, so that halves are told from a little more.
      c = c * 10n + (this.negative === other.negative ? 1n : -1n);
      --e;
    }
    return new Decimal(c, e).fitted();
  }
  rounded(digits: number, mode: Rounding): Decimal {
    if (this.e >= -digits) {
      if (this.e === -digits || size(this.c) < k_small || digits_of(this.c) + this.e + digits > k_digits) return this;
      return new Decimal(this.at(-digits), -digits);
    }
    const by = -digits - this.e;
    // Far more digits to lose than there are: what remains is nothing or one unit.
    const c = by > digits_of(this.c) + 2 ? shifted(this.c === 0n ? 0n : this.negative ? -1n : 1n, 2, mode) : shifted(this.c, by, mode);
    return new Decimal(c, -digits);
  }
  // With the sign of the divisor, which is not zero.
  modulo(other: Decimal): Decimal {
    const e = Math.min(this.e, other.e);
    const rest = new Decimal(this.at(e) % other.at(e), e);
    return rest.zero || rest.negative === other.negative ? rest : rest.plus(other);
  }
  // Without zeros at the end of its fraction.
  trimmed(): Decimal {
    let { c, e } = this as { c: bigint; e: number };
    while (e < 0 && c % 10n === 0n) {
      c /= 10n;
      ++e;
    }
    return new Decimal(c, e);
  }
  // Towards zero; null beyond what a list or a text can have.
  truncated(): number | null {
    const whole = this.e >= 0 ? this.at(0) : this.c / power(-this.e);
    return size(whole) < 9_007_199_254_740_992n ? Number(whole) : null;
  }
  floor(): bigint {
    const down = this.rounded(0, "floor");
    return down.e >= 0 ? down.at(0) : down.c / power(-down.e);
  }
  whole(): number | null {
    if (this.e < 0 && this.c % power(-this.e) !== 0n) return null;
    return this.truncated();
  }
  to_number(): number {
    return Number(this.text());
  }
  text(): string {
    if (this.e > 0 && this.c !== 0n) return this.at(0).toString();
    if (this.e >= 0) return this.c.toString();
    const places = -this.e;
    const digits = size(this.c).toString().padStart(places + 1, "0");
    return `${this.negative ? "-" : ""}${digits.slice(0, -places)}.${digits.slice(-places)}`;
  }
}
