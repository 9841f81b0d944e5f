// SPDX-License-Identifier: Apache-2.0
#include "pricing/svi_inner.hpp"

#include <cmath>
#include <cstddef>
#include <limits>

namespace hedged::pricing {
namespace {

constexpr int kWingPlanes = 4;
constexpr int kTangentPlanes = 4;  // three can hold a point, the next comes on top
constexpr int kSpaces = kWingPlanes + kTangentPlanes;
constexpr int kTangentRounds = 24;
constexpr double kFloorSlack = 1e-6;  // of the mean variance; what is left is made up by the level
constexpr double kTight = 1e-9;
constexpr double kRidge = 1e-14;          // of a unit diagonal: picks one of many equal answers
constexpr double kSmallestPivot = 1e-13;  // of unit normals: below it two planes are one
constexpr double kSlack = 1e-12;          // relative; how far outside still counts as on the plane

double dot(const Vector3& a, const Vector3& b) noexcept {
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

Vector3 less(const Vector3& a, double factor, const Vector3& b) noexcept {
    return {a[0] - factor * b[0], a[1] - factor * b[1], a[2] - factor * b[2]};
}

// The quadratic's own metric: in u = L^T D^-1 x it is half the squared distance to the free
// minimum, so the constrained minimum is the nearest point of the polytope.
class Metric {
public:
    explicit Metric(const InnerMoments& m) noexcept
        : scale_{1.0, m.yy > 0.0 ? 1.0 / std::sqrt(m.yy) : 1.0,
                 m.qq > 0.0 ? 1.0 / std::sqrt(m.qq) : 1.0},
          l00_(pivot(1.0)),
          l10_(m.y * scale_[1] / l00_),
          l20_(m.q * scale_[2] / l00_),
          l11_(pivot(1.0 - l10_ * l10_)),
          l21_((m.yq * scale_[1] * scale_[2] - l20_ * l10_) / l11_),
          l22_(pivot(1.0 - l20_ * l20_ - l21_ * l21_)) {}
    // L^-1 D v: where the gradient at zero, or a plane's normal, points in u.
    [[nodiscard]] Vector3 dual(const Vector3& v) const noexcept {
        double const u0 = v[0] * scale_[0] / l00_;
        double const u1 = (v[1] * scale_[1] - l10_ * u0) / l11_;
        return {u0, u1, (v[2] * scale_[2] - l20_ * u0 - l21_ * u1) / l22_};
    }
    // x = D L^-T u
    [[nodiscard]] Vector3 back(const Vector3& u) const noexcept {
        double const x2 = u[2] / l22_;
        double const x1 = (u[1] - l21_ * x2) / l11_;
        double const x0 = (u[0] - l10_ * x1 - l20_ * x2) / l00_;
        return {x0 * scale_[0], x1 * scale_[1], x2 * scale_[2]};
    }

private:
    static double pivot(double square) noexcept {
        return std::sqrt((square > 0.0 ? square : 0.0) + kRidge);
    }

    Vector3 scale_;
    // The triangle L, in the order in which it follows from the scaled moments.
    double l00_;
    double l10_;
    double l20_;
    double l11_;
    double l21_;
    double l22_;
};

// The nearest point of a polytope to `from`, by trying its faces, then edges, then corners: the
// first whose multipliers are not negative and that keeps the other limits is the only answer.
class Projection {
public:
    Projection(const Vector3& from, const std::array<HalfSpace, kSpaces>& spaces,
               int count) noexcept
        : from_(from),
          spaces_(spaces),
          count_(count),
          slack_(kSlack * (std::fabs(from[0]) + std::fabs(from[1]) + std::fabs(from[2]))) {}

    [[nodiscard]] bool find() noexcept {
        if (keeps_all(from_)) {
            found_ = from_;
            return true;
        }
        for (int i = 0; i < count_; ++i) {
            if (try_planes({i}, 1)) {
                return true;
            }
        }
        for (int i = 0; i < count_; ++i) {
            for (int j = i + 1; j < count_; ++j) {
                if (try_planes({i, j}, 2)) {
                    return true;
                }
            }
        }
        for (int i = 0; i < count_; ++i) {
            for (int j = i + 1; j < count_; ++j) {
                for (int k = j + 1; k < count_; ++k) {
                    if (try_planes({i, j, k}, 3)) {
                        return true;
                    }
                }
            }
        }
        return nearest_ < std::numeric_limits<double>::infinity();
    }
    [[nodiscard]] const Vector3& found() const noexcept { return found_; }

private:
    using Picked = std::array<int, 3>;

    [[nodiscard]] const HalfSpace& space(int i) const noexcept {
        return spaces_[static_cast<std::size_t>(i)];
    }
    [[nodiscard]] bool keeps_all(const Vector3& u) const noexcept {
        for (int i = 0; i < count_; ++i) {
            if (!(dot(space(i).normal, u) <= space(i).limit + slack_)) {
                return false;
            }
        }
        return true;
    }

    // True when the point on all these planes nearest to from_ is the constrained minimum. Each
    // normal is made perpendicular to those before it, so the steps to the planes add up.
    [[nodiscard]] bool try_planes(Picked picked, int count) noexcept {
        std::array<Vector3, 3> axes{};
        std::array<double, 3> squares{};
        std::array<std::array<double, 3>, 3> mix{};
        std::array<double, 3> steps{};
        Vector3 u = from_;
        for (std::size_t i = 0; i < static_cast<std::size_t>(count); ++i) {
            const HalfSpace& plane = space(picked[i]);
            axes[i] = plane.normal;
            for (std::size_t j = 0; j < i; ++j) {
                mix[i][j] = dot(plane.normal, axes[j]) / squares[j];
                axes[i] = less(axes[i], mix[i][j], axes[j]);
            }
            squares[i] = dot(axes[i], axes[i]);
            if (squares[i] < kSmallestPivot) {
                return false;
            }
            steps[i] = (dot(plane.normal, u) - plane.limit) / squares[i];
            u = less(u, steps[i], axes[i]);
        }
        return judge(u, multipliers_positive(mix, steps, count));
    }
    // Back from the perpendicular axes to the planes' own normals.
    static bool multipliers_positive(const std::array<std::array<double, 3>, 3>& mix,
                                     std::array<double, 3> steps, int count) noexcept {
        for (auto i = static_cast<std::size_t>(count); i-- > 0;) {
            if (steps[i] < 0.0) {
                return false;
            }
            for (std::size_t j = 0; j < i; ++j) {
                steps[j] -= mix[i][j] * steps[i];
            }
        }
        return true;
    }
    [[nodiscard]] bool judge(const Vector3& u, bool optimal) noexcept {
        if (!keeps_all(u)) {
            return false;
        }
        Vector3 const way = less(u, 1.0, from_);
        double const distance = dot(way, way);
        if (distance < nearest_) {
            nearest_ = distance;
            found_ = u;
        }
        return optimal;
    }

    const Vector3 from_;
    const std::array<HalfSpace, kSpaces>& spaces_;
    int count_;
    double slack_;
    double nearest_ = std::numeric_limits<double>::infinity();
    Vector3 found_{};
};

double least_variance(const Vector3& x) noexcept {
    double const square = x[2] * x[2] - x[1] * x[1];
    return x[0] - x[2] + std::sqrt(square > 0.0 ? square : 0.0);
}

// The variance at the vertex of x, which must reach the floor; for every other slice a plane that
// its own floor lies above or on.
HalfSpace tangent_plane(const Vector3& x, double variance_floor) noexcept {
    double const height = std::sqrt(x[2] * x[2] - x[1] * x[1]);
    double const y = -x[1] / height;
    return {.normal = {-1.0, -y, -(x[2] / height - 1.0)}, .limit = -variance_floor};
}

// Without the planes that x does not lie on it is still the minimum, so each round costs more than
// the last and none comes back for good.
int drop_loose(std::array<HalfSpace, kSpaces>& spaces, int count, const Vector3& x) noexcept {
    int kept = kWingPlanes;
    for (int i = kWingPlanes; i < count; ++i) {
        const HalfSpace& plane = spaces[static_cast<std::size_t>(i)];
        double const size = std::fabs(x[0]) + std::fabs(x[1]) + std::fabs(x[2]);
        if (dot(plane.normal, x) >= plane.limit - kTight * size) {
            spaces[static_cast<std::size_t>(kept++)] = plane;
        }
    }
    return kept;
}

}  // namespace

Vector3 least_in_polytope(const InnerMoments& moments, const HalfSpace* spaces,
                          int count) noexcept {
    Metric const metric(moments);
    std::array<HalfSpace, kSpaces> own{};
    for (std::size_t i = 0; i < static_cast<std::size_t>(count); ++i) {
        own[i] = {metric.dual(spaces[i].normal), spaces[i].limit};
        double const length = std::sqrt(dot(own[i].normal, own[i].normal));
        own[i].limit /= length;
        for (double& part : own[i].normal) {
            part /= length;
        }
    }
    Projection projection(metric.dual({moments.w, moments.wy, moments.wq}), own, count);
    // A flat smile at the mean keeps every limit; it is left when rounding hides all others.
    return projection.find() ? metric.back(projection.found()) : Vector3{moments.w, 0.0, 0.0};
}

InnerAnswer solve_inner(const InnerMoments& moments, double s, double variance_floor) noexcept {
    double const steepest = kWingBound * s;
    std::array<HalfSpace, kSpaces> spaces{{{{0.0, 1.0, -kRhoBound}, 0.0},
                                           {{0.0, -1.0, -kRhoBound}, 0.0},
                                           {{0.0, 1.0, 1.0}, steepest},
                                           {{0.0, -1.0, 1.0}, steepest}}};
    int count = kWingPlanes;
    double const slack = kFloorSlack * moments.w;
    Vector3 x = least_in_polytope(moments, spaces.data(), count);
    for (int i = 0;
         i < kTangentRounds && least_variance(x) < variance_floor - slack && std::fabs(x[1]) < x[2];
         ++i) {
        count = drop_loose(spaces, count, x);
        if (count == kSpaces) {
            break;
        }
        spaces[static_cast<std::size_t>(count++)] = tangent_plane(x, variance_floor);
        x = least_in_polytope(moments, spaces.data(), count);
    }
    double const missing = variance_floor - least_variance(x);
    return {.level = x[0] + (missing > 0.0 ? missing : 0.0), .tilt = x[1], .smile = x[2]};
}

}  // namespace hedged::pricing
