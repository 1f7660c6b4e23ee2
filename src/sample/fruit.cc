#include "sample/fruit.h"

#include "sample/skin.h"

namespace verger {
namespace {

constexpr float kGoldenAngle = 2.39996323f;
constexpr int kAround = 120;  // vertices of a body: about one for each pixel that shows
constexpr int kAlong = 64;

// A grid of vertices that closes around. Its first and last rows may be points.
struct Sheet {
  int rows, columns;
  bool closes;  // the last column meets the first
  std::vector<Vec3> position;
  std::vector<Paint> paint;

  Sheet(int rows, int columns, bool closes)
      : rows(rows), columns(columns), closes(closes), position(rows * columns), paint(rows * columns) {}
  int At(int row, int column) const { return row * columns + (column + columns) % columns; }

  // Twice the area, pointing outward.
  Vec3 Normal(int row, int column) const {
    const int up = std::max(row - 1, 0), down = std::min(row + 1, rows - 1);
    const int left = closes ? column - 1 : std::max(column - 1, 0);
    const int right = closes ? column + 1 : std::min(column + 1, columns - 1);
    return Cross(position[At(up, column)] - position[At(down, column)],
                 position[At(row, right)] - position[At(row, left)]);
  }
};

void Append(const Sheet& sheet, bool two_sided, Mesh* mesh) {
  const int begin = mesh->vertices();
  for (int row = 0; row < sheet.rows; ++row) {
    Vec3 pole;  // at a pole the rows beside it speak for it
    const bool is_pole = sheet.closes && (row == 0 || row == sheet.rows - 1);
    if (is_pole) {
      const int beside = row == 0 ? 1 : row - 1;
      for (int column = 0; column < sheet.columns; ++column) pole = pole + Normalized(sheet.Normal(beside, column));
    }
    for (int column = 0; column < sheet.columns; ++column) {
      const Vec3 p = sheet.position[sheet.At(row, column)];
      const Vec3 n = Normalized(is_pole ? pole : sheet.Normal(row, column));
      const Paint& paint = sheet.paint[sheet.At(row, column)];
      mesh->x.push_back(p.x);
      mesh->y.push_back(p.y);
      mesh->z.push_back(p.z);
      mesh->nx.push_back(n.x);
      mesh->ny.push_back(n.y);
      mesh->nz.push_back(n.z);
      mesh->r.push_back(paint.color.x);
      mesh->g.push_back(paint.color.y);
      mesh->b.push_back(paint.color.z);
      mesh->gloss.push_back(paint.gloss);
      mesh->bloom.push_back(paint.bloom);
      mesh->open.push_back(paint.open);
      mesh->back.push_back(two_sided ? -1.0f : 1.0f);
    }
  }
  auto& faces = two_sided ? mesh->leaves : mesh->closed;
  for (int row = 0; row + 1 < sheet.rows; ++row) {
    for (int column = 0; column + (sheet.closes ? 0 : 1) < sheet.columns; ++column) {
      faces.push_back({begin + sheet.At(row, column), begin + sheet.At(row + 1, column),
                       begin + sheet.At(row + 1, column + 1), begin + sheet.At(row, column + 1)});
    }
  }
}

// A point of the body without its relief. `along` runs from 0 at the stem to pi, `around` from 0 to 2 pi.
Vec3 OnBody(const Form& form, uint64_t lumps, float along, float around) {
  const float s = Sin(along), c = Cos(along);
  const float round = std::sqrt(std::sqrt(s * s * s * s + c * c * c * c));
  float out = Mix(s, s / round, form.boxy);
  float up = Mix(c, c / round, form.boxy);
  out *= 1 + form.taper * c;
  out *= 1 - form.neck * SmoothStep(-0.25f, 0.95f, up);
  const float wide = SmoothStep(0, 0.85f, s), narrow = 1 - SmoothStep(0, 0.4f, s);
  up *= form.height;
  up += c > 0 ? form.top_tip * narrow * narrow - form.top_dip * (1 - wide)
              : form.bottom_dip * (1 - wide) - form.bottom_tip * narrow * narrow;
  if (form.lobes > 0) {
    const float wave = std::abs(Sin(around * form.lobes / 2));
    out *= 1 - (form.lobing > 0 ? form.lobing * (1 - wave) : -form.lobing * wave);
  }
  Vec3 p{out * Cos(around), up, out * Sin(around) * form.thin};
  if (form.lumps > 0) {
    const float swell = 1 + 2 * form.lumps * (Noise(Vec3{p.x, p.y, p.z} * 1.4f + Vec3{9, 9, 9}, lumps) - 0.5f);
    p = {p.x * swell, p.y * Mix(1, swell, 0.3f), p.z * swell};
  }
  if (form.bend != 0) {
    const float radius = 2 * form.height / form.bend;
    const float angle = p.y / radius;
    p = {radius - (radius - p.x) * Cos(angle), (radius - p.x) * Sin(angle), p.z};
  }
  return p;
}

// `size` and `place` put the body into a cluster.
void AddBody(const Look& look, uint64_t lumps, const Rotation& turn, float size, Vec3 place, Random random,
             Mesh* mesh) {
  const float detail = look.cluster > 1 ? 0.35f : 1;
  const int columns = static_cast<int>(kAround * detail);
  // The rows follow the length of the outline, so that long fruit are not drawn coarsely.
  const int rows = static_cast<int>(kAlong * detail * std::clamp(look.form.height, 1.0f, 1.6f));
  const SkinPainter painter(look, random.Fork(1));
  Sheet sheet(rows, columns, true);
  std::vector<float> relief(sheet.position.size());
  for (int row = 0; row < rows; ++row) {
    const float along = kPi * row / (rows - 1);
    for (int column = 0; column < columns; ++column) {
      const float around = 2 * kPi * column / columns;
      const int at = sheet.At(row, column);
      sheet.position[at] = OnBody(look.form, lumps, along, around);
      sheet.paint[at] = painter.At(along, around, &relief[at]);
    }
  }
  if (look.skin.relief > 0) {
    std::vector<Vec3> raised = sheet.position;
    for (int row = 1; row + 1 < rows; ++row) {
      for (int column = 0; column < columns; ++column) {
        const int at = sheet.At(row, column);
        raised[at] = raised[at] + Normalized(sheet.Normal(row, column)) * (relief[at] * look.skin.relief);
      }
    }
    sheet.position = std::move(raised);
  }
  for (size_t i = 0; i < sheet.position.size(); ++i) {
    Vec3& p = sheet.position[i];
    p = turn(p) * size + place;
    // In a bunch the inner sides are dark.
    if (look.cluster > 1) sheet.paint[i].open *= SmoothStep(-0.2f, 0.95f, std::sqrt(p.x * p.x + p.z * p.z));
  }
  Append(sheet, false, mesh);
}

void AddStem(const Look& look, uint64_t lumps, Random random, Mesh* mesh) {
  const bool thick = look.top == Top::kStalk;
  const float radius = look.top == Top::kScar ? 0.09f : thick ? 0.13f : look.top == Top::kCalyx ? 0.055f : 0.045f;
  const float length = look.top == Top::kScar ? 0.03f : look.top == Top::kCalyx ? 0.18f : look.top_length;
  const Vec3 foot = OnBody(look.form, lumps, 0, 0) - Vec3{0, 0.06f, 0};
  const Vec3 lean{random.Around(0, 0.35f), 1, random.Around(0, 0.35f)};
  const Vec3 color = Light(look.top_color);
  const int rows = 14, columns = 14;
  Sheet sheet(rows, columns, true);
  for (int row = 0; row < rows; ++row) {
    const float t = std::max(0.0f, static_cast<float>(rows - 2 - row) / (rows - 2));  // 1 at the tip, 0 at the foot
    const Vec3 middle =
        foot + Vec3{lean.x * t * t, 1, lean.z * t * t} * ((length + 0.06f) * t) + Vec3{0, t < 0.01f ? 0.06f : 0, 0};
    const float flare =
        row == 0 ? 0 : 1 + 0.5f * SmoothStep(0.7f, 1, t) + (thick ? 1.6f : 0.5f) * (1 - SmoothStep(0, 0.35f, t));
    for (int column = 0; column < columns; ++column) {
      const float around = 2 * kPi * column / columns;
      const float ridge = thick ? 1 + 0.15f * Cos(5 * around) : 1;
      const int at = sheet.At(row, column);
      sheet.position[at] = middle + Vec3{Cos(around), 0, Sin(around)} * (radius * flare * ridge);
      const float shade = 0.75f + 0.5f * Noise(Vec3{Cos(around) * 2, t * 5, Sin(around) * 2} + Vec3{50, 50, 50}, 1);
      sheet.paint[at] = {color * shade, 0.15f, 0, Mix(0.45f, 1, SmoothStep(0, 0.4f, t))};
    }
  }
  Append(sheet, false, mesh);
}

// A leaf from the stem outward. `outline` gives its middle line and half breadth at t in [0, 1].
template <class Outline>
void AddLeaf(uint32_t color, int rows, int columns, const Outline& outline, Random random, Mesh* mesh) {
  const float shade = random.Around(1, 0.18f);
  Sheet sheet(rows, columns, false);
  for (int row = 0; row < rows; ++row) {
    const float t = static_cast<float>(row) / (rows - 1);
    for (int column = 0; column < columns; ++column) {
      const float side = 2.0f * column / (columns - 1) - 1;
      const int at = sheet.At(row, column);
      sheet.position[at] = outline(t, side);
      const float vein = 1 - 0.25f * (1 - std::abs(side));
      sheet.paint[at] = {Light(color) * (shade * vein * Mix(0.75f, 1.1f, t)), 0.2f, 0, Mix(0.6f, 1, t)};
    }
  }
  Append(sheet, true, mesh);
}

// Leaves or hairs spread evenly over the body, by the golden angle, leaning toward the stem.
void AddBracts(const Look& look, uint64_t lumps, Random random, Mesh* mesh) {
  const Form& form = look.form;
  for (int i = 0; i < look.bracts; ++i) {
    Random own = random.Fork(i);
    const float c = 0.85f - 1.7f * (static_cast<float>(i) + 0.5f) / static_cast<float>(look.bracts);
    float along = 0;  // the angle whose cosine is c
    while (Cos(along) > c) along += 0.02f;
    const float around = kGoldenAngle * static_cast<float>(i) + own.Around(0, 0.15f);
    const Vec3 foot = OnBody(form, lumps, along, around) * 0.97f;
    const Vec3 across = Normalized({-Sin(around), 0, Cos(around)});
    const Vec3 toward_stem =
        Normalized(OnBody(form, lumps, along - 0.05f, around) - OnBody(form, lumps, along + 0.05f, around));
    const Vec3 outward = Cross(toward_stem, across);
    const float length = look.bract_length * own.Around(1, 0.2f);
    const float rise = own.Around(0.55f, 0.15f);
    AddLeaf(
        look.bract_color, look.bract_breadth < 0.1f ? 4 : 7, 3,
        [&](float t, float side) {
          const Vec3 middle = toward_stem * (length * t) + outward * (length * rise * t * (0.4f + t));
          return foot + middle + across * (side * look.bract_breadth * (1 - t * t));
        },
        own, mesh);
  }
}

// Sepals lie on the body and curl up at their ends.
void AddCalyx(const Look& look, uint64_t lumps, Random random, Mesh* mesh) {
  const float start = random.Uniform(0, 2 * kPi);
  for (int leaf = 0; leaf < look.leaves; ++leaf) {
    const float around = start + 2 * kPi * (leaf + random.Around(0, 0.15f)) / look.leaves;
    const float reach = look.top_length * random.Around(1, 0.2f);
    const float curl = random.Uniform(0.1f, 0.5f) * look.top_length;
    AddLeaf(
        look.top_color, 12, 5,
        [&](float t, float side) {
          const float breadth =
              (0.9f / static_cast<float>(look.leaves)) * 2.4f * Sin(kPi * std::sqrt(Mix(0.12f, 1, t)));
          const float along = 0.03f + reach * t * 1.25f;
          const float turn = side * breadth * 0.35f / std::max(0.25f, Sin(std::min(along, kPi / 2)));
          const Vec3 p = OnBody(look.form, lumps, along, around + turn * Mix(0.6f, 1, t));
          return p * 1.025f + Vec3{0, 0.02f + curl * t * t * t * t, 0} - Vec3{0, 0.02f * side * side, 0};
        },
        random.Fork(leaf), mesh);
  }
}

// Rings of leaves, the outer ones lower.
void AddCrown(const Look& look, uint64_t lumps, Random random, Mesh* mesh) {
  const Vec3 foot = OnBody(look.form, lumps, 0, 0) - Vec3{0, 0.08f, 0};
  for (int leaf = 0; leaf < look.leaves; ++leaf) {
    const float rank = static_cast<float>(leaf) / look.leaves;  // 0 outside, 1 at the heart
    const float around = kGoldenAngle * leaf;                   // the golden angle
    const float rise = Mix(0.45f, 1.45f, rank) + random.Around(0, 0.1f);
    const float length = look.top_length * Mix(0.75f, 1, rank) * random.Around(1, 0.15f);
    const Vec3 outward{Cos(around), 0, Sin(around)}, across{-Sin(around), 0, Cos(around)};
    AddLeaf(
        look.top_color, 12, 5,
        [&](float t, float side) {
          const float breadth = 0.11f * (1 - t * t) * (1 + t);
          const float fall = (1 - rank) * 0.5f * t * t;
          const Vec3 middle =
              outward * (0.12f * (1 - rank) + length * t * Cos(rise)) + Vec3{0, length * (t * Sin(rise) - fall), 0};
          return foot + middle + across * (side * breadth) + outward * (-0.05f * (1 - side * side) * (1 - t));
        },
        random.Fork(leaf), mesh);
  }
}

}  // namespace

Mesh GrowFruit(const Look& variety, Random random) {
  Look look = variety;
  Form& form = look.form;
  form.height *= random.Around(1, 0.06f);
  form.lumps += 0.03f;
  form.thin *= random.Around(1, 0.04f);
  form.bend *= random.Around(1, 0.15f);
  form.taper += random.Around(0, 0.02f);
  form.top_dip *= random.Around(1, 0.15f);

  Mesh mesh;
  const uint64_t lumps = random.Bits();
  if (look.cluster == 1) {
    AddBody(look, lumps, Rotation(), 1, {}, random.Fork(1), &mesh);
  } else {
    // Down a bunch in rings that first widen, then narrow.
    for (int i = 0; i < look.cluster; ++i) {
      Random body = random.Fork(100 + i);
      const float depth = (i + 0.5f) / look.cluster;
      const float ring = 0.62f * Sin(kPi * std::min(1.0f, 0.25f + 0.75f * depth)) * (look.cluster > 4 ? 1 : 0.8f);
      const float around = kGoldenAngle * i + body.Around(0, 0.2f);
      const Vec3 place{ring * Cos(around), Mix(0.85f, -0.95f, depth), ring * Sin(around)};
      const Rotation turn = AboutZ(body.Around(0, 0.9f)) * AboutX(body.Around(0, 0.9f));
      AddBody(look, body.Bits(), turn, look.cluster_size * body.Around(1, 0.08f), place, body, &mesh);
    }
    form = Form();
    form.height = 1.15f;
  }
  AddBracts(look, lumps, random.Fork(4), &mesh);
  switch (look.top) {
    case Top::kNone: break;
    case Top::kScar:
    case Top::kStem:
    case Top::kStalk: AddStem(look, lumps, random.Fork(2), &mesh); break;
    case Top::kCalyx:
      AddCalyx(look, lumps, random.Fork(3), &mesh);
      AddStem(look, lumps, random.Fork(2), &mesh);
      break;
    case Top::kCrown: AddCrown(look, lumps, random.Fork(3), &mesh); break;
  }
  return mesh;
}

}  // namespace verger
