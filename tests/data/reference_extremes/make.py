#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Reference values at the extremes of what pricing::check accepts, see README.md beside this file.

Black's formula straight from its definition, mpmath 1.3 with 80 working digits: cancellation costs
about 35 of them in the worst row. Nothing here is shared with the library under test. Run it in
this folder; the same seed writes the same bytes.
"""
import csv
import math
import random

from mpmath import diff, exp, fabs, log, mp, mpf, ncdf, npdf, nstr, sqrt

SEED = 20260817
mp.dps = 80
DIGITS = 20
SECOND = 1.0 / (365 * 86400)
MINUTE = 60 * SECOND
VANISHED = mpf(10) ** -305  # written as 0
rng = random.Random(SEED)


def number(x):
    return "0" if fabs(x) < VANISHED else nstr(x, DIGITS, strip_zeros=True)


def condition(x):
    return "%.4g" % float(min(x, mpf(10) ** 300))


def log_uniform(low, high):
    return math.exp(rng.uniform(math.log(low), math.log(high)))


def either():
    return rng.choice("CP")


def write(name, header, rows):
    with open(name, "w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


# ---------------------------------------------------------------- options


class Black:
    """One option from its four doubles; everything else in 80 digits."""

    def __init__(self, kind, forward, strike, tau, sigma):
        self.cp = 1 if kind == "C" else -1
        self.F, self.K, self.tau, self.sigma = mpf(forward), mpf(strike), mpf(tau), mpf(sigma)
        self.x = log(self.F / self.K)
        self.v = self.sigma * sqrt(self.tau)
        self.d1 = self.x / self.v + self.v / 2
        self.d2 = self.d1 - self.v
        self.phi = npdf(self.d1)
        self.n1 = ncdf(self.cp * self.d1)
        self.n2 = ncdf(self.cp * self.d2)

    def price(self):
        return self.cp * (self.F * self.n1 - self.K * self.n2)

    def otm_price(self):
        cp = 1 if self.x < 0 else -1
        return cp * (self.F * ncdf(cp * self.d1) - self.K * ncdf(cp * self.d2))

    def conditions(self):
        """|x d ln g/dx| + |v d ln g/dv| of each quantity g, with x = ln(F/K), v = sigma sqrt(tau)."""
        x, v, d1, d2, phi = fabs(self.x), self.v, self.d1, self.d2, self.phi
        tiny = mpf(10) ** -290  # keeps a zero of a Greek from dividing by nothing
        otm = self.otm_price()
        otm_delta = self.F * ncdf(d1 if self.x < 0 else -d1)
        slope = d1 / v + 1
        return {
            "otm": (x * otm_delta + v * self.F * phi) / otm if otm > 0 else mpf(0),
            "delta": phi / self.n1 * (x / v + fabs(d2)),
            "gamma": fabs(d1) * x / v + fabs(d1 * d2 - 1),
            "vega": fabs(d1) * x / v + fabs(d1 * d2),
            "vanna": x / v * fabs(1 / (fabs(d2) + tiny) - fabs(d1) * (1 if d1 * d2 > 0 else -1))
            + fabs(d1 * d2 - d1 / (d2 if d2 != 0 else tiny)),
            "speed": x / v * fabs(1 / (v * (slope if slope != 0 else tiny)) - d1)
            + fabs(d1 * d2 - 1 - (d1 + d2) / v / (slope if slope != 0 else tiny)),
            "rho": npdf(d2) / self.n2 * (x / v + fabs(d1)),
        }

    def row(self):
        F, K, tau, sigma, v, phi = self.F, self.K, self.tau, self.sigma, self.v, self.phi
        price, root = self.price(), sqrt(tau)
        delta = self.cp * self.n1
        gamma = phi / (F * v)
        vega = F * phi * root
        theta = -F * phi * sigma / (2 * root)
        c = self.conditions()
        values = [
            price, price / F, delta, self.cp * K / F * self.n2, gamma, vega, vega / 100, theta,
            theta / 365, -phi * self.d2 / sigma, vega * self.d1 * self.d2 / sigma,
            phi * self.d2 / (2 * tau), self.cp * K * tau * self.n2, -tau * price,
        ]
        speed = -gamma / F * (self.d1 / v + 1)
        return ([number(value) for value in values] + [condition(c["otm"]), number(speed)] +
                [condition(c[k]) for k in ("delta", "gamma", "vega", "vanna", "speed", "rho")])


def close_to(forward, ulps):
    strike = forward
    for _ in range(abs(ulps)):
        strike = math.nextafter(strike, math.inf if ulps > 0 else 0.0)
    return strike


def strike_at(forward, total, deviations):
    """The strike at which d1 is about `deviations`, within K/F of 1e-3 to 1e3."""
    ratio = math.exp(min(max(-total * (deviations - 0.5 * total), -700.0), 700.0))
    return forward * min(max(ratio, 1e-3), 1e3)


def random_forward():
    return log_uniform(1e-4, 1e7)


def extreme_options():
    options = []

    def add(forward, strike, tau, sigma):
        options.append((either(), float(forward), float(strike), float(tau), float(sigma)))

    # The corners of what is accepted.
    for sigma in (1e-4, 1e-2, 0.5, 10.0):
        for tau in (SECOND, MINUTE, 1 / 365, 1.0, 10.0):
            for ratio in (1e-3, 0.5, 1.0, 2.0, 1e3):
                forward = random_forward()
                add(forward, ratio * forward, tau, sigma)
    # At the money to a few units in the last place.
    for ulps in [0, 1, -1, 2, -2, 3, -5, 100] * 25:
        forward = random_forward()
        add(forward, close_to(forward, ulps), log_uniform(SECOND, 10), log_uniform(1e-4, 10))
    # One minute to live.
    for _ in range(200):
        forward, sigma = random_forward(), log_uniform(1e-4, 10)
        deviations = rng.uniform(-9, 9)
        add(forward, strike_at(forward, sigma * math.sqrt(MINUTE), deviations), MINUTE, sigma)
    # Wings around the place where the density underflows.
    for _ in range(250):
        forward, sigma, tau = random_forward(), log_uniform(1e-4, 2), log_uniform(SECOND, 0.5)
        deviations = rng.choice((-1, 1)) * rng.uniform(25, 39)
        total = sigma * math.sqrt(tau)
        while total * 39 > 6.5:
            total, tau = total / 2, tau / 4
        add(forward, strike_at(forward, total, deviations), tau, sigma)
    # A total volatility of 3 to 31: the call is nearly the forward.
    for _ in range(150):
        forward, total = random_forward(), log_uniform(3, math.sqrt(1000))
        sigma = rng.uniform(total / math.sqrt(10), 10)
        add(forward, forward * log_uniform(1e-3, 1e3), min((total / sigma) ** 2, 10.0), sigma)
    # Anywhere.
    for _ in range(530):
        forward, sigma, tau = random_forward(), log_uniform(1e-4, 10), log_uniform(SECOND, 10)
        add(forward, strike_at(forward, sigma * math.sqrt(tau), rng.gauss(0, 5)), tau, sigma)
    return options


def make_greeks():
    header = (
        "id,type_C_or_P,forward_usd,strike_usd,tau_years,sigma_per_1.00,price_usd,"
        "price_coin(=usd/forward),delta_fwd_coin,delta_net_coin(=delta-price_coin),"
        "gamma_coin_per_usd,vega_usd_per_1.00_vol,vega_usd_per_vol_point,theta_usd_per_year,"
        "theta_usd_per_day365,vanna_ddelta_dsigma_per_1.00,volga_usd_per_1.00vol_squared,"
        "charm_ddelta_dt_per_year,rho_spotfixed_usd_per_1.00_rate,rho_fwdfixed_usd_per_1.00_rate,"
        "cond_otm_price_relative,speed_dgamma_dforward_coin_per_usd_squared,cond_delta,cond_gamma,"
        "cond_vega,cond_vanna,cond_speed,cond_rho").split(",")
    rows = []
    for i, option in enumerate(extreme_options()):
        rows.append([i, option[0]] + [repr(x) for x in option[1:]] + Black(*option).row())
    write("black76_greeks.csv", header, rows)


# ---------------------------------------------------------------- implied volatility


def exact_vol(kind, forward, strike, tau, price, guess):
    """The volatility of this double, Newton on the logarithm of the time value; None if there is none."""
    intrinsic = max((1 if kind == "C" else -1) * (mpf(forward) - mpf(strike)), mpf(0))
    target = mpf(price) - intrinsic
    if target <= 0 or price >= (forward if kind == "C" else strike):
        return None
    sigma = mpf(guess)
    for _ in range(200):
        at = Black(kind, forward, strike, tau, sigma)
        value = at.price() - intrinsic
        step = log(value / target) * value / (at.F * at.phi * sqrt(at.tau))
        sigma = sigma - step if step < sigma / 2 else sigma / 2
        if fabs(step) < fabs(sigma) * mpf(10) ** -45:
            return sigma
    return None


def vol_row(kind, forward, strike, tau, sigma, coin):
    at = Black(kind, forward, strike, tau, sigma)
    price = float(at.price())
    # Worth more than the smallest normal double, and time value that the price still shows.
    intrinsic = max(at.cp * (forward - strike), 0.0)
    if price < 1e-300 or not intrinsic < price:
        return None
    if coin:
        price_quoted = price / forward
        price = price_quoted * forward
        if not intrinsic < price:
            return None
    exact = exact_vol(kind, forward, strike, tau, price, sigma)
    if exact is None or not mpf("1e-5") < exact < 20:
        return None
    at = Black(kind, forward, strike, tau, exact)
    cond = mpf(price) / (exact * at.F * at.phi * sqrt(at.tau))
    if cond > mpf(10) ** 9:
        return None  # the price says next to nothing of the volatility
    return ["regular", kind, repr(forward), repr(strike), repr(tau),
            repr(price_quoted if coin else price), "coin" if coin else "usd", "ok", number(exact),
            condition(cond)]


def edge_rows():
    rows = []
    big = 1.7976931348623157e308

    def add(kind, forward, strike, tau, price, status):
        rows.append(["edge", kind, repr(forward), repr(strike), repr(tau), repr(price), "usd",
                     status, "0" if status == "at_intrinsic" else "nan", "0"])

    for _ in range(12):
        forward = float(round(random_forward() + 1))  # whole numbers: the intrinsic value is exact
        lower, higher = forward, 2.0 * forward + 1.0
        tau = log_uniform(SECOND, 10)
        gap = higher - lower
        add("C", higher, lower, tau, gap, "at_intrinsic")
        add("P", lower, higher, tau, gap, "at_intrinsic")
        add("C", higher, lower, tau, math.nextafter(gap, 0.0), "below_intrinsic")
        add("P", lower, higher, tau, math.nextafter(gap, 0.0), "below_intrinsic")
        add("C", higher, lower, tau, 0.0, "below_intrinsic")
        add("C", lower, higher, tau, 0.0, "at_intrinsic")
        add("P", higher, lower, tau, 0.0, "at_intrinsic")
        add("C", lower, higher, tau, lower, "above_max")
        add("C", lower, higher, tau, math.nextafter(lower, math.inf), "above_max")
        add("P", lower, higher, tau, higher, "above_max")
        add("P", lower, higher, tau, big, "above_max")
        add("C", lower, higher, 0.0, 0.5, "expired")
        add("C", lower, higher, -tau, 0.5, "expired")
        add("P", lower, higher, -5e-324, 0.5, "expired")
    bad = (math.nan, math.inf, -math.inf, -1.0, -5e-324)
    for x in bad:
        add("C", 100.0, 90.0, 0.5, x, "invalid")
        add("C", x, 90.0, 0.5, 11.0, "invalid")
        add("P", 100.0, x, 0.5, 11.0, "invalid")
    for x in (0.0, -0.0):
        add("C", x, 90.0, 0.5, 11.0, "invalid")
        add("P", 100.0, x, 0.5, 11.0, "invalid")
        add("C", 90.0, 100.0, 0.5, x, "at_intrinsic")
    for x in (math.nan, math.inf, -math.inf):
        add("C", 100.0, 90.0, x, 11.0, "invalid")
    return rows


def make_vols():
    rows = []
    for kind, forward, strike, tau, sigma in extreme_options():
        row = vol_row(kind, forward, strike, tau, sigma, rng.random() < 0.4)
        if row is not None:
            rows.append(row)
    rng.shuffle(rows)
    rows = rows[:700] + edge_rows()
    header = ("id,kind,type_C_or_P,forward_usd,strike_usd,tau_years,price,price_unit_usd_or_coin,"
              "status,sigma_per_1.00,cond_dlnsigma_dlnprice").split(",")
    write("implied_vol.csv", header, [[i] + row for i, row in enumerate(rows)])


# ---------------------------------------------------------------- accounts


class Leg:
    """The value of one leg as a function of index factor, volatility shift and calendar shift."""

    def __init__(self, kind, quantity, price, right="", strike=0.0, tau=0.0, sigma=0.0, entry=0.0):
        self.kind, self.right = kind, right
        self.doubles = (quantity, price, strike, tau, sigma, entry)
        self.q, self.P, self.K, self.tau, self.sigma, self.entry = map(mpf, self.doubles)

    def inverse(self):
        return self.kind.startswith("inv")

    def value(self, factor, more_vol, later):
        """Coins for an inverse leg, USD for a linear one."""
        price = self.P * factor
        if self.kind.endswith("option"):
            worth = Black(self.right, price, self.K, self.tau - later, self.sigma + more_vol).price()
            return self.q * (worth / price if self.inverse() else worth)
        if self.inverse():
            return self.q * (1 / self.entry - 1 / price)
        return self.q * (price - self.entry)

    def cells(self):
        quantity, price, strike, tau, sigma, entry = self.doubles
        option = self.kind.endswith("option")
        return [self.kind, self.right, repr(quantity), repr(price)] + (
            [repr(strike), repr(tau), repr(sigma), ""] if option else ["", "", "", repr(entry)])


def random_leg(kind, index):
    forward = round(index * rng.uniform(0.97, 1.06), 6)
    if kind.endswith("option"):
        tau, sigma = log_uniform(2 * MINUTE, 8), log_uniform(0.02, 6)
        total = sigma * math.sqrt(tau)
        strike = strike_at(forward, total, rng.gauss(0, 1.5))
        return Leg(kind, round(rng.gauss(0, 1) * log_uniform(0.1, 1e4), 3) or 1.0, forward,
                   either(), float(strike), float(tau), float(sigma))
    entry = round(index * rng.uniform(0.4, 2.5), 6)
    size = round(rng.gauss(0, 1) * log_uniform(1, 1e4), 3) or 1.0
    return Leg(kind, round(size * index) * 1.0 or 10.0 if kind.startswith("inv") else size,
               forward, entry=entry)


KINDS = ("inv_option", "lin_option", "inv_perp", "lin_perp", "inv_future", "lin_future")
FACTORS = ("0.7", "0.9", "0.99", "1.01", "1.1", "1.3")


def account_row(index, coins, dollars, legs):
    S, B, U = mpf(index), mpf(coins), mpf(dollars)

    def equity_coin(s, more_vol=0, later=0):
        factor = s / S
        coin = sum((l.value(factor, more_vol, later) for l in legs if l.inverse()), mpf(0))
        usd = sum((l.value(factor, more_vol, later) for l in legs if not l.inverse()), mpf(0))
        return B + coin + (U + usd) / s

    def equity_usd(s, more_vol=0, later=0):
        return s * equity_coin(s, more_vol, later)

    def delta_total(s):  # of the inverse legs alone
        return sum((l.value(s / S, 0, 0) for l in legs if l.inverse()), mpf(0))

    delta_coin = S * diff(equity_coin, S)
    delta_usd = diff(equity_usd, S)
    vega = diff(lambda m: equity_usd(S, m), 0)
    theta = diff(lambda t: equity_usd(S, 0, t), 0) / 365
    values = [equity_coin(S), equity_usd(S), delta_coin, delta_usd,
              diff(lambda s: s * diff(equity_coin, s), S), diff(equity_usd, S, 2), vega / S, vega,
              theta / S, theta, S * diff(delta_total, S)]
    for factor in FACTORS:
        values.append(equity_coin(S * mpf(float(factor))))
    for factor in FACTORS:
        values.append(equity_usd(S * mpf(float(factor))))
    return [number(v) for v in values]


def make_accounts():
    accounts, all_legs = [], []
    for i in range(40):
        index = round(log_uniform(1e-2, 2e5), 6)
        # All four kinds of legs in every account, two more at random.
        kinds = ["inv_option", "lin_option", rng.choice(("inv_perp", "inv_future")),
                 rng.choice(("lin_perp", "lin_future")), rng.choice(KINDS), rng.choice(KINDS)]
        legs = [random_leg(kind, index) for kind in kinds]
        coins = round(rng.gauss(0, 1) * log_uniform(0.1, 1e4), 4)
        dollars = round(index * rng.gauss(0, 1) * log_uniform(0.1, 1e4), 2)
        accounts.append([i, "extreme", repr(index), repr(coins), repr(dollars)] +
                        account_row(index, coins, dollars, legs))
        all_legs += [[i, n] + leg.cells() for n, leg in enumerate(legs)]
    header = ["portfolio", "family", "index_usd", "coin_balance_coin", "usd_balance_usd",
              "equity_coin", "equity_usd", "delta_coin_numeraire_coin(=S*dEcoin/dS)",
              "delta_usd_numeraire_coin(=dEusd/dS)",
              "gamma_coin_numeraire_coin_per_usd(=d(delta_coin)/dS)",
              "gamma_usd_numeraire_coin_per_usd(=d2Eusd/dS2)", "vega_coin_per_1.00_vol",
              "vega_usd_per_1.00_vol", "theta_coin_per_day365", "theta_usd_per_day365",
              "delta_total_inverse_legs_coin"]
    header += ["equity_coin_at_S*" + f for f in FACTORS] + ["equity_usd_at_S*" + f for f in FACTORS]
    write("inverse_account.csv", header, accounts)
    write("inverse_account_legs.csv",
          ["portfolio", "leg", "type", "type_C_or_P",
           "signed_qty(options,linear:coin; inverse perp/future:USD)", "mark_or_forward_usd",
           "strike_usd", "tau_years", "sigma_per_1.00", "entry_price_usd(futures,perps)"], all_legs)


# ---------------------------------------------------------------- checks of the above


def check_closed_forms():
    """Closed forms against numerical differentiation and the conditions against theirs."""
    for option in extreme_options()[::37]:
        at = Black(*option)
        kind, _, K, tau, sigma = option
        if fabs(at.d1) > 20:
            continue
        price = lambda F=at.F, s=at.sigma, t=at.tau: Black(kind, F, K, t, s).price()
        gamma = at.phi / (at.F * at.v)
        speed = -gamma / at.F * (at.d1 / at.v + 1)
        pairs = [(diff(lambda z: price(F=at.F * exp(z * at.v)), 0) / (at.F * at.v), at.cp * at.n1),
                 (diff(lambda z: Black(kind, at.F * exp(z * at.v), K, tau, sigma).phi /
                       (at.F * exp(z * at.v) * at.v), 0) / (at.F * at.v), speed),
                 (diff(lambda z: price(s=at.sigma * (1 + z)), 0) / at.sigma, at.F * at.phi * sqrt(at.tau)),
                 (diff(lambda z: price(t=at.tau * (1 - z)), 0) / at.tau,
                  -at.F * at.phi * at.sigma / (2 * sqrt(at.tau)))]
        for slope, closed in pairs:
            assert fabs(slope - closed) <= fabs(closed) * mpf(10) ** -15, (option, slope, closed)
        c = at.conditions()
        shifted = lambda what, x, v: what(Black("C", exp(x), 1, v * v, 1))
        for name, what in (("gamma", lambda o: o.phi / o.v), ("vega", lambda o: o.phi),
                           ("vanna", lambda o: o.phi * o.d2),
                           ("speed", lambda o: o.phi / o.v * (o.d1 / o.v + 1))):
            value = shifted(what, at.x, at.v)
            by_x = fabs(at.x * diff(lambda z: shifted(what, at.x + z * at.v, at.v), 0) / at.v / value)
            by_v = fabs(at.v * diff(lambda z: shifted(what, at.x, at.v + z * at.v), 0) / at.v / value)
            assert fabs(by_x + by_v - c[name]) <= (1 + c[name]) * mpf(10) ** -5, (name, option)


if __name__ == "__main__":
    check_closed_forms()
    rng.seed(SEED)
    make_greeks()
    rng.seed(SEED + 1)
    make_vols()
    rng.seed(SEED + 2)
    make_accounts()
