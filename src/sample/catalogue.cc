#include "sample/look.h"

namespace verger {
namespace {

// A look put together in one expression, from what is common to a family to what is a variety's own.
struct Plant : Look {
  Plant Blush(uint32_t color, float part) const {
    return With([&](Plant& p) { p.skin.blush = color, p.skin.blushed = part; });
  }
  Plant TopColor(uint32_t color, float reach) const {
    return With([&](Plant& p) { p.skin.top = color, p.skin.top_reach = reach; });
  }
  Plant BottomColor(uint32_t color, float reach) const {
    return With([&](Plant& p) { p.skin.bottom = color, p.skin.bottom_reach = reach; });
  }
  Plant Marks(Pattern pattern, uint32_t color, float strength, float scale, float relief = 0) const {
    return With([&](Plant& p) {
      p.skin.pattern = pattern, p.skin.mark = color, p.skin.marked = strength, p.skin.scale = scale;
      p.skin.relief = relief;
    });
  }
  Plant Specks(uint32_t color, float strength) const {
    return With([&](Plant& p) { p.skin.speck = color, p.skin.specks = strength; });
  }
  Plant Gloss(float gloss, float bloom = 0) const {
    return With([&](Plant& p) { p.skin.gloss = gloss, p.skin.bloom = bloom; });
  }
  Plant Tall(float height) const {
    return With([&](Plant& p) { p.form.height = height; });
  }
  Plant Lobes(int count, float depth) const {
    return With([&](Plant& p) { p.form.lobes = count, p.form.lobing = depth; });
  }
  Plant Lumps(float lumps) const {
    return With([&](Plant& p) { p.form.lumps = lumps; });
  }
  Plant Topped(Top top, uint32_t color, float length, int count = 5) const {
    return With([&](Plant& p) { p.top = top, p.top_color = color, p.top_length = length, p.leaves = count; });
  }
  Plant Bracts(int count, uint32_t color, float length, float breadth) const {
    return With(
        [&](Plant& p) { p.bracts = count, p.bract_color = color, p.bract_length = length, p.bract_breadth = breadth; });
  }
  Plant Bunch(int count, float size) const {
    return With([&](Plant& p) { p.cluster = count, p.cluster_size = size; });
  }

 private:
  template <class Change>
  Plant With(const Change& change) const {
    Plant copy = *this;
    change(copy);
    return copy;
  }
};

Plant Body(const Form& form, uint32_t color) {
  Plant plant;
  plant.form = form;
  plant.skin.base = color;
  return plant;
}

Plant Ball(uint32_t color) { return Body({}, color); }

Plant Apple(uint32_t color) {
  return Body({.height = 0.98f, .taper = 0.1f, .top_dip = 0.46f, .bottom_dip = 0.14f, .lobes = 5, .lobing = 0.04f},
              color)
      .Gloss(0.45f)
      .Topped(Top::kStem, 0x5A4028, 0.5f);
}

Plant Pear(uint32_t color) {
  return Body({.height = 1.3f, .taper = -0.12f, .neck = 0.42f, .bottom_dip = 0.12f}, color)
      .Gloss(0.35f)
      .Topped(Top::kStem, 0x5E4630, 0.4f);
}

Plant Cherry(uint32_t color) {
  return Body({.height = 0.92f, .taper = 0.06f, .top_dip = 0.22f, .lobes = 2, .lobing = 0.03f}, color)
      .Gloss(0.95f)
      .Topped(Top::kStem, 0x6E7F3A, 1.5f);
}

Plant WaxCherry(uint32_t color) { return Cherry(color).Topped(Top::kNone, 0, 0).Gloss(0.8f); }

Plant Tomato(uint32_t color) {
  return Body({.height = 0.86f, .boxy = 0.1f, .top_dip = 0.14f, .bottom_dip = 0.04f}, color)
      .Gloss(0.85f)
      .Topped(Top::kCalyx, 0x4E7A2C, 0.75f);
}

Plant Citrus(uint32_t color) {
  return Body({.height = 0.95f, .top_dip = 0.05f, .bottom_dip = 0.03f}, color)
      .Marks(Pattern::kPeel, 0x000000, 0.06f, 11, 0.018f)
      .Gloss(0.5f)
      .Topped(Top::kScar, 0x7E8A3C, 0.05f);
}

Plant LemonLike(uint32_t color) {
  return Body({.height = 1.18f, .top_tip = 0.16f, .bottom_tip = 0.26f}, color)
      .Marks(Pattern::kPeel, 0x6A5A00, 0.06f, 10, 0.012f)
      .Gloss(0.5f);
}

Plant Peachy(uint32_t color) {
  return Body({.height = 0.93f, .top_dip = 0.3f, .bottom_tip = 0.04f, .lobes = 1, .lobing = 0.07f}, color)
      .Gloss(0.15f, 0.55f);
}

Plant Plummy(uint32_t color) {
  return Body({.height = 1.08f, .top_dip = 0.14f, .lobes = 1, .lobing = 0.05f}, color)
      .Gloss(0.55f, 0.2f)
      .Topped(Top::kStem, 0x5B4A2E, 0.25f);
}

Plant Berry(uint32_t color) { return Body({.height = 1.08f}, color).Gloss(0.55f, 0.25f); }

Plant Grape(uint32_t color) { return Berry(color).Bunch(22, 0.40f).Topped(Top::kStem, 0x7A7A3A, 0.45f); }

Plant Pepper(uint32_t color) {
  return Body({.height = 1.15f,
               .boxy = 0.35f,
               .taper = 0.12f,
               .top_dip = 0.34f,
               .bottom_dip = 0.22f,
               .lobes = 4,
               .lobing = 0.2f},
              color)
      .Gloss(0.9f)
      .Topped(Top::kStalk, 0x4F7F2E, 0.6f);
}

Plant Drupes(uint32_t color, uint32_t dark, float height, float rows) {
  return Body({.height = height, .taper = 0.12f, .top_dip = 0.15f}, color)
      .Marks(Pattern::kDrupelets, dark, 0.8f, rows, 0.09f)
      .Gloss(0.6f);
}

Plant Potato(uint32_t color) {
  return Body({.height = 1.3f, .boxy = 0.12f, .lumps = 0.16f, .thin = 0.85f}, color)
      .Specks(0x6B4E2E, 0.55f)
      .Gloss(0.12f);
}

Plant Onion(uint32_t color) {
  return Body({.height = 0.95f, .top_tip = 0.42f, .bottom_tip = 0.08f}, color).Gloss(0.6f);
}

Plant BananaLike(uint32_t color, float height, float bend) {
  return Body({.height = height,
               .boxy = 0.3f,
               .top_tip = 0.9f,
               .bottom_tip = 0.3f,
               .lobes = 5,
               .lobing = 0.07f,
               .bend = bend},
              color)
      .Gloss(0.3f);
}

Plant Melon(uint32_t color, float height) {
  return Body({.height = height}, color).Gloss(0.3f).Topped(Top::kScar, 0x7C7340, 0.05f);
}

Plant Nut(uint32_t color, float height) { return Body({.height = height}, color).Gloss(0.35f); }

const Variety kCatalogue[] = {
    // The first 24: one of each kind.
    {"Apple Braeburn",
     Apple(0xC9A23C).Blush(0xA01E1C, 0.75f).Marks(Pattern::kStreaks, 0x7A1016, 0.55f, 9).Specks(0xE8C890, 0.4f)},
    {"Banana", BananaLike(0xF2CE3A, 3.1f, 1.25f)
                   .TopColor(0x8C9A3A, 0.12f)
                   .BottomColor(0x4A3A22, 0.04f)
                   .Marks(Pattern::kSpots, 0x5A3A18, 0.55f, 2.6f)},
    {"Strawberry", Body({.height = 1.2f, .taper = 0.32f, .top_dip = 0.1f}, 0xC81620)
                       .Marks(Pattern::kSeeds, 0xF0D070, 0.95f, 13, 0.07f)
                       .TopColor(0xF0A890, 0.12f)
                       .Gloss(0.75f)
                       .Topped(Top::kCalyx, 0x4E8A2E, 0.8f, 9)},
    {"Lemon", LemonLike(0xF4D21E).TopColor(0xC8CC3C, 0.1f)},
    {"Kiwi", Body({.height = 1.22f, .bottom_tip = 0.06f}, 0x8A5E2C)
                 .Marks(Pattern::kPatches, 0x4E3A1E, 0.55f, 8)
                 .Specks(0x3A2A14, 0.6f)
                 .Gloss(0.05f, 0.15f)
                 .Topped(Top::kScar, 0x3E2C18, 0.06f)},
    {"Orange", Citrus(0xF2860E)},
    {"Pear Williams", Pear(0xCFC23E).TopColor(0xA0742E, 0.12f).Specks(0x8A7A2A, 0.5f).Blush(0xD8A04A, 0.2f)},
    {"Grape Blue", Grape(0x2A2250).Gloss(0.5f, 0.5f)},
    {"Tomato Heart", Tomato(0xD22A14).Tall(1.02f).Lobes(7, 0.1f)},
    {"Cherry Rainier", Cherry(0xEFC05A).Blush(0xD03A30, 0.62f)},
    {"Pineapple", Body({.height = 1.35f, .boxy = 0.3f}, 0xC88A2E)
                      .Marks(Pattern::kScales, 0x5E4A1A, 0.8f, 12, 0.13f)
                      .TopColor(0x7E8A32, 0.3f)
                      .Gloss(0.25f)
                      .Topped(Top::kCrown, 0x5E8A44, 1.5f, 26)},
    {"Watermelon", Melon(0x86A850, 1.1f).Marks(Pattern::kBands, 0x1E4A22, 0.95f, 4.6f).Gloss(0.45f)},
    {"Avocado", Body({.height = 1.28f, .taper = -0.1f, .neck = 0.3f}, 0x4E7A2E)
                    .Marks(Pattern::kPeel, 0x24401A, 0.6f, 7, 0.015f)
                    .Specks(0x9AB05A, 0.35f)
                    .Gloss(0.5f)
                    .Topped(Top::kScar, 0x6A5A30, 0.08f)},
    {"Apple Golden 1", Apple(0xDCCB58).Blush(0xC8A850, 0.25f).Specks(0x8A7030, 0.6f)},
    {"Raspberry", Drupes(0xD03A50, 0x701022, 1.1f, 11)},
    {"Peach", Peachy(0xE8A848).Blush(0xB83028, 0.6f)},
    {"Pepper Yellow", Pepper(0xF4C210)},
    {"Plum", Plummy(0x4A2450)},
    {"Carambula", Body({.height = 1.5f, .lobes = 5, .lobing = -0.5f}, 0xD8C83A)
                      .TopColor(0xA8B43C, 0.2f)
                      .BottomColor(0xB88A30, 0.1f)
                      .Gloss(0.7f)},
    {"Pomegranate", Body({.height = 0.95f, .bottom_tip = 0.3f, .lobes = 6, .lobing = 0.04f}, 0xC03A34)
                        .Blush(0xD88A50, 0.35f)
                        .Specks(0x7A3020, 0.4f)
                        .Gloss(0.4f)
                        .BottomColor(0x9A5A34, 0.06f)},
    {"Eggplant",
     Body({.height = 1.55f, .taper = -0.2f, .neck = 0.2f}, 0x2E1436).Gloss(1).Topped(Top::kCalyx, 0x5A7A3A, 0.95f, 6)},
    {"Limes", LemonLike(0x5E9A2E).Tall(1.06f)},
    {"Pitahaya Red", Body({.height = 1.2f}, 0xD0285E)
                         .Marks(Pattern::kPatches, 0xE8607A, 0.6f, 2)
                         .Gloss(0.35f)
                         .Bracts(26, 0xA8B050, 0.55f, 0.2f)
                         .Topped(Top::kCrown, 0xA8B050, 0.7f, 9)},
    {"Apple Granny Smith", Apple(0x86AE40).Specks(0xD8E0A8, 0.6f).Blush(0xA8A850, 0.15f)},

    {"Apple Crimson Snow", Apple(0xC0424A).Blush(0x8E1A30, 0.7f).Specks(0xE0A0A0, 0.45f).Tall(0.9f)},
    {"Apple Golden 2", Apple(0xC4C660).Tall(1.02f)},
    {"Apple Golden 3", Apple(0xB8B860).Specks(0x6A6038, 0.75f).Tall(0.88f)},
    {"Apple Pink Lady", Apple(0xD8B458).Blush(0xD84058, 0.62f).Tall(1.03f)},
    {"Apple Red 1", Apple(0xC86A40)
                        .Blush(0xA82420, 0.7f)
                        .Marks(Pattern::kStreaks, 0x8A1C1C, 0.8f, 14)
                        .Specks(0xE8B898, 0.5f)
                        .Tall(1.02f)},
    {"Apple Red 2", Apple(0xE0B868).Blush(0xC82818, 0.5f).Marks(Pattern::kStreaks, 0xA81818, 0.5f, 6)},
    {"Apple Red 3", Apple(0xE4D0A8).Blush(0x7A2028, 0.45f).Marks(Pattern::kPatches, 0x6A1820, 0.35f, 5)},
    {"Apple Red Delicious", Apple(0x5E0C1C).Lobes(5, 0.12f).Tall(1.06f).Specks(0xC08090, 0.4f).Gloss(0.95f)},
    {"Apple Red Yellow 1",
     Apple(0xE8C048).Blush(0xC83A28, 0.4f).Marks(Pattern::kWrinkles, 0xC09038, 0.3f, 2.2f, 0.02f)},
    {"Apple Red Yellow 2", Apple(0xB0B030).Blush(0xD0401C, 0.32f).Tall(0.8f).Lobes(5, 0.1f)},
    {"Apricot", Peachy(0xEE9A34).Blush(0xD8542A, 0.3f).Tall(0.98f)},
    {"Avocado ripe", Body({.height = 1.28f, .taper = -0.1f, .neck = 0.3f}, 0x2E2A24)
                         .Marks(Pattern::kPeel, 0x14100E, 0.8f, 6, 0.05f)
                         .Gloss(0.35f)},
    {"Banana Lady Finger",
     BananaLike(0xE8C850, 2.1f, 0.8f).TopColor(0x6A5A2A, 0.1f).Marks(Pattern::kPatches, 0x7A5A28, 0.3f, 3)},
    {"Banana Red",
     BananaLike(0x8E3A30, 2.5f, 0.9f).TopColor(0x5A4A2A, 0.12f).Marks(Pattern::kPatches, 0x5A2424, 0.5f, 2)},
    {"Beetroot", Body({.height = 0.98f, .bottom_tip = 0.7f, .lumps = 0.05f}, 0x5A1A34)
                     .Marks(Pattern::kWrinkles, 0x2E1420, 0.4f, 2.5f, 0.02f)
                     .Gloss(0.15f)
                     .Topped(Top::kStalk, 0x8A3048, 0.5f)},
    {"Blueberry",
     Body({.height = 0.88f, .top_dip = 0.3f}, 0x2E3A66).Gloss(0.2f, 0.7f).Topped(Top::kCalyx, 0x28304E, 0.5f)},
    {"Cactus fruit", Body({.height = 1.3f, .boxy = 0.2f, .top_dip = 0.15f}, 0xC8602A)
                         .Marks(Pattern::kSeeds, 0x5A3A1A, 0.9f, 7, 0.05f)
                         .TopColor(0x8A9A3A, 0.25f)
                         .Gloss(0.3f)},
    {"Cantaloupe 1",
     Melon(0xB8A868, 1.02f).Marks(Pattern::kNet, 0xE4D8B0, 0.85f, 5.5f, 0.025f).Lobes(10, 0.03f).Gloss(0.1f)},
    {"Cantaloupe 2", Melon(0xC89A50, 0.96f).Marks(Pattern::kNet, 0xECD8A8, 0.8f, 4, 0.03f).Lobes(10, 0.1f).Gloss(0.1f)},
    {"Cauliflower", Body({.height = 0.78f, .taper = 0.2f}, 0xF0E8CE)
                        .Marks(Pattern::kDrupelets, 0xB0A070, 0.55f, 17, 0.05f)
                        .BottomColor(0x8AAE5A, 0.4f)
                        .Gloss(0.08f)
                        .Lumps(0.2f)},
    {"Cherry 1", Cherry(0x3E0A12).Topped(Top::kStem, 0x5E6A30, 0.9f)},
    {"Cherry 2", Cherry(0xA01A2C)},
    {"Cherry Wax Black", WaxCherry(0x1E1224)},
    {"Cherry Wax Red", WaxCherry(0x8A0E26)},
    {"Cherry Wax Yellow", WaxCherry(0xF2B428).Blush(0xE08A28, 0.4f)},
    {"Chestnut",
     Nut(0x5A2C16, 0.88f).BottomColor(0xC8A878, 0.16f).Marks(Pattern::kMeridians, 0x381A0C, 0.4f, 24).Gloss(0.7f)},
    {"Clementine", Citrus(0xF4961E).Tall(0.8f).Topped(Top::kCalyx, 0x5A7A34, 0.25f)},
    {"Cocos", Nut(0x5E4028, 1.06f).Marks(Pattern::kStreaks, 0xA8865A, 0.6f, 15, 0.05f).Gloss(0.05f)},
    {"Corn", Body({.height = 2.3f, .boxy = 0.25f, .taper = -0.12f}, 0xF0C83A)
                 .Marks(Pattern::kKernels, 0xB07818, 0.6f, 26, 0.08f)
                 .Gloss(0.6f)},
    {"Corn Husk", Body({.height = 2.2f, .top_tip = 0.5f, .bottom_tip = 0.8f}, 0xA8B860)
                      .Marks(Pattern::kMeridians, 0x74884A, 0.7f, 30)
                      .BottomColor(0xC8A868, 0.15f)
                      .Gloss(0.15f)},
    {"Cucumber Ripe", Body({.height = 2.6f, .boxy = 0.3f, .bend = 0.25f}, 0xB89A34)
                          .Marks(Pattern::kStreaks, 0x8A7024, 0.5f, 6)
                          .Gloss(0.4f)},
    {"Cucumber Ripe 2", Body({.height = 2.3f, .boxy = 0.3f, .taper = -0.1f, .bend = 0.4f}, 0x8A8A30)
                            .Marks(Pattern::kNet, 0xC0B060, 0.5f, 3, 0.01f)
                            .Gloss(0.3f)},
    {"Dates", Body({.height = 1.75f, .boxy = 0.15f}, 0x5A2E14)
                  .Marks(Pattern::kWrinkles, 0x34180A, 0.6f, 2.4f, 0.06f)
                  .Gloss(0.65f)
                  .Topped(Top::kScar, 0xB08A50, 0.06f)},
    {"Fig", Body({.height = 1.05f, .taper = -0.12f, .neck = 0.35f}, 0x4A2A48)
                .Marks(Pattern::kMeridians, 0x7A5A5A, 0.45f, 16)
                .TopColor(0x7A8A4A, 0.2f)
                .Gloss(0.2f, 0.4f)
                .Topped(Top::kStalk, 0x7A8A50, 0.2f)},
    {"Ginger Root", Body({.height = 1.5f, .lumps = 0.1f}, 0xC8A468)
                        .Marks(Pattern::kWrinkles, 0x8A6A3A, 0.5f, 2, 0.04f)
                        .Gloss(0.1f)
                        .Bunch(5, 0.5f)},
    {"Granadilla", Ball(0xE09A34).Tall(1.08f).Specks(0xF8E0A0, 0.7f).Gloss(0.5f).Topped(Top::kStem, 0x8A7A4A, 0.35f)},
    {"Grape Pink", Grape(0xA0485A).Gloss(0.5f, 0.5f)},
    {"Grape White", Grape(0xB4BE58).Gloss(0.6f, 0.25f)},
    {"Grape White 2", Grape(0xC8C070).Gloss(0.6f, 0.25f).Tall(1.4f)},
    {"Grape White 3", Grape(0xD0B050).Gloss(0.7f, 0.15f).Bunch(14, 0.46f)},
    {"Grape White 4", Grape(0x96A83C).Gloss(0.6f, 0.25f).Tall(1.6f).Bunch(16, 0.40f)},
    {"Grapefruit Pink", Citrus(0xE8904A).Blush(0xD85A48, 0.45f)},
    {"Grapefruit White", Citrus(0xECC850).Tall(0.88f)},
    {"Guava", Ball(0x9AB058).Tall(1.12f).Marks(Pattern::kPeel, 0x6A8038, 0.4f, 5, 0.03f).Gloss(0.35f)},
    {"Hazelnut", Nut(0xA8703A, 1.0f).BottomColor(0xD8BC90, 0.2f).Marks(Pattern::kMeridians, 0x7A4A22, 0.45f, 20)},
    {"Huckleberry", Body({.height = 0.9f, .top_dip = 0.25f}, 0x14121E).Gloss(0.75f, 0.2f)},
    {"Kaki", Tomato(0xE8701A).Tall(0.78f).Lobes(4, 0.06f).Gloss(0.6f).Topped(Top::kCalyx, 0x7A7A3E, 0.85f, 4)},
    {"Kohlrabi", Body({.height = 0.85f, .top_dip = 0.05f}, 0xA8C078)
                     .Marks(Pattern::kPatches, 0xC8D8A0, 0.4f, 3)
                     .Gloss(0.2f, 0.3f)
                     .Topped(Top::kCrown, 0x7AA050, 0.8f, 7)},
    {"Kumquats", Citrus(0xF08A12).Tall(1.35f).Gloss(0.75f)},
    {"Lemon Meyer", LemonLike(0xF0B81E).Tall(1.05f)},
    {"Lychee",
     Ball(0xB03A44)
         .Tall(1.08f)
         .Marks(Pattern::kScales, 0x7A2830, 0.6f, 14, 0.05f)
         .Blush(0xC8785A, 0.3f)
         .Gloss(0.2f)
         .Topped(Top::kStem, 0x6A4A30, 0.2f)},
    {"Mandarine", Citrus(0xEE7A10).Tall(0.74f).Lobes(9, 0.02f)},
    {"Mango", Body({.height = 1.35f, .neck = 0.12f, .bend = 0.35f, .thin = 0.85f}, 0x8AA040)
                  .Blush(0xD8A030, 0.4f)
                  .Specks(0xD0D098, 0.35f)
                  .Gloss(0.4f)},
    {"Mango Red", Body({.height = 1.3f, .neck = 0.12f, .bend = 0.35f, .thin = 0.85f}, 0x8A9A3E)
                      .Blush(0xB8342A, 0.65f)
                      .Specks(0xE0C090, 0.4f)
                      .Gloss(0.5f)},
    {"Mangostan", Body({.height = 0.9f}, 0x42202C).Gloss(0.3f).Topped(Top::kCalyx, 0x8A9A5A, 0.8f, 4)},
    {"Maracuja", Ball(0xD8B83A).Tall(1.06f).Specks(0x8A7A2A, 0.4f).Gloss(0.55f)},
    {"Melon Piel de Sapo", Melon(0x4A6A2C, 1.5f).Marks(Pattern::kStreaks, 0xA8A850, 0.7f, 5).Gloss(0.3f)},
    {"Mulberry", Drupes(0x3A1428, 0x14060E, 1.7f, 15)},
    {"Nectarine", Peachy(0xE0902E).Blush(0xA81E22, 0.72f).Gloss(0.75f, 0.05f)},
    {"Nectarine Flat", Peachy(0xE49A3A).Blush(0xA82026, 0.65f).Gloss(0.7f, 0.05f).Tall(0.58f)},
    {"Nut Forest", Body({.height = 0.9f, .bottom_tip = 0.18f, .lobes = 3, .lobing = 0.06f}, 0x8A5A30)
                       .TopColor(0xC8A070, 0.25f)
                       .Marks(Pattern::kStreaks, 0x5E3A1C, 0.6f, 10)
                       .Gloss(0.25f)},
    {"Nut Pecan", Nut(0x8E5A34, 1.75f).Marks(Pattern::kPatches, 0x4A2A18, 0.7f, 3.5f).Gloss(0.4f)},
    {"Onion Red", Onion(0x7A2440).Marks(Pattern::kMeridians, 0xA8506A, 0.6f, 18).TopColor(0xB89068, 0.1f)},
    {"Onion Red Peeled", Onion(0xA85A80).Marks(Pattern::kMeridians, 0xE0B8C8, 0.7f, 14).Gloss(0.85f)},
    {"Onion White", Onion(0xDCC08A).Marks(Pattern::kMeridians, 0xB88A4A, 0.6f, 20)},
    {"Papaya", Body({.height = 1.6f, .taper = -0.14f, .neck = 0.25f, .lobes = 5, .lobing = 0.05f}, 0x8A9A3A)
                   .Blush(0xE8A830, 0.5f)
                   .Gloss(0.35f)},
    {"Passion Fruit",
     Ball(0x3E2038).Marks(Pattern::kWrinkles, 0x22101E, 0.5f, 2.5f, 0.05f).Specks(0x9A7A8A, 0.4f).Gloss(0.3f)},
    {"Peach 2", Peachy(0xF0C070).Blush(0xD8584A, 0.4f).Tall(1.0f)},
    {"Peach Flat", Peachy(0xECC080).Blush(0xC84848, 0.5f).Tall(0.56f)},
    {"Pear", Pear(0xA8A840).Specks(0x5A5A22, 0.55f)},
    {"Pear 2", Pear(0xC8B848).Blush(0xB0642E, 0.4f).Tall(1.18f)},
    {"Pear Abate", Pear(0xA89A44).Tall(1.8f).Marks(Pattern::kPatches, 0x8A6230, 0.6f, 3)},
    {"Pear Forelle", Pear(0xD8B838).Blush(0xB82A20, 0.55f).Specks(0xF0D0A0, 0.6f).Tall(1.12f)},
    {"Pear Kaiser", Pear(0x9A7038).Tall(1.6f).Marks(Pattern::kPatches, 0x74502A, 0.5f, 4).Gloss(0.12f)},
    {"Pear Monster", Pear(0x7E9A3E).Tall(1.35f).Lumps(0.14f).Specks(0x4A5A24, 0.5f)},
    {"Pear Red", Pear(0x8A1E22).Specks(0xC88A70, 0.4f).Gloss(0.55f)},
    {"Pear Stone", Pear(0x8E7A44).Tall(1.05f).Marks(Pattern::kPatches, 0x5E4A2A, 0.6f, 6).Lumps(0.1f).Gloss(0.1f)},
    {"Pepino", Body({.height = 1.3f, .taper = 0.08f}, 0xE4D088)
                   .Marks(Pattern::kStreaks, 0x7A4A6A, 0.8f, 4)
                   .Gloss(0.55f)
                   .Topped(Top::kCalyx, 0x5A7A3A, 0.3f)},
    {"Pepper Green", Pepper(0x3E7A22)},
    {"Pepper Orange", Pepper(0xEE7A10)},
    {"Pepper Red", Pepper(0xC41414)},
    {"Physalis", Ball(0xF0A01E).Gloss(0.9f)},
    {"Physalis with Husk",
     Body({.height = 1.15f, .taper = 0.15f, .bottom_tip = 0.5f, .lobes = 5, .lobing = 0.18f}, 0xD8B878)
         .Marks(Pattern::kNet, 0x9A7438, 0.7f, 4.5f, 0.02f)
         .Gloss(0.08f)
         .Topped(Top::kStem, 0x8A7040, 0.5f)},
    {"Pineapple Mini", Body({.height = 1.15f, .boxy = 0.25f}, 0xA86A34)
                           .Marks(Pattern::kScales, 0x4A4A22, 0.85f, 8, 0.17f)
                           .Gloss(0.2f)
                           .Topped(Top::kCrown, 0x6E8A5A, 1.7f, 20)},
    {"Plum 2", Plummy(0x8A1E34).Tall(0.96f).Gloss(0.85f, 0.1f)},
    {"Plum 3", Plummy(0xB88A2E).Blush(0x9A3A34, 0.4f).Tall(1.2f)},
    {"Pomelo Sweetie", Citrus(0xA8B840).Tall(1.02f).Blush(0xD0C048, 0.35f)},
    {"Potato Red", Potato(0x9A4A48)},
    {"Potato Red Washed", Potato(0xC0605A).Specks(0x8A3A3A, 0.6f).Gloss(0.45f).Tall(1.15f)},
    {"Potato Sweet", Potato(0xB8622E).Tall(1.9f).Marks(Pattern::kWrinkles, 0x7A3A1A, 0.4f, 1.6f, 0.03f)},
    {"Potato White", Potato(0xD0B47E)},
    {"Quince", Pear(0xE0C838).Tall(1.02f).Lumps(0.12f).Gloss(0.15f, 0.45f)},
    {"Rambutan", Ball(0xA82A2A)
                     .Tall(1.1f)
                     .Marks(Pattern::kPatches, 0x7A1A20, 0.6f, 4)
                     .Gloss(0.2f)
                     .Bracts(170, 0xC8A04A, 0.42f, 0.035f)},
    {"Redcurrant", Ball(0xC01420).Gloss(1).Bunch(16, 0.36f).Topped(Top::kStem, 0x6A8A3A, 0.6f)},
    {"Salak", Body({.height = 1.25f, .taper = -0.2f, .neck = 0.35f}, 0x6A3A1E)
                  .Marks(Pattern::kScales, 0x3A1C0E, 0.8f, 15, 0.08f)
                  .Gloss(0.45f)},
    {"Strawberry Wedge", Body({.height = 1.0f, .taper = 0.3f, .lobes = 3, .lobing = 0.3f, .thin = 0.7f}, 0xD03A30)
                             .Marks(Pattern::kSeeds, 0xE8C060, 0.95f, 11, 0.06f)
                             .TopColor(0xF4D8C0, 0.28f)
                             .Gloss(0.6f)
                             .Topped(Top::kCalyx, 0x5E9A3A, 0.5f, 6)},
    {"Tamarillo", Body({.height = 1.4f, .bottom_tip = 0.25f}, 0x9A2420)
                      .Marks(Pattern::kStreaks, 0x5A1420, 0.5f, 5)
                      .Gloss(0.7f)
                      .Topped(Top::kStem, 0x7A6A3A, 0.8f)},
    {"Tangelo",
     Body({.height = 1.08f, .neck = 0.25f}, 0xEC6A14).Marks(Pattern::kPeel, 0x000000, 0.06f, 9, 0.02f).Gloss(0.55f)},
    {"Tomato 1", Tomato(0xB82A14).Lobes(5, 0.22f)},
    {"Tomato 2", Tomato(0xCC1E1E).Tall(1.7f)},
    {"Tomato 3", Tomato(0xC43218).Lobes(10, 0.2f).Tall(0.62f)},
    {"Tomato 4", Tomato(0xD01616).Tall(0.97f).Topped(Top::kScar, 0x6A8A3A, 0.05f)},
    {"Tomato Cherry Red", Tomato(0xE23020).Tall(1.0f).Topped(Top::kCalyx, 0x5E9A3A, 1.1f)},
    {"Tomato Maroon", Tomato(0x6E2A1E).TopColor(0x4A5A24, 0.3f)},
    {"Tomato Yellow", Tomato(0xF09A1C)},
    {"Tomato not Ripened", Tomato(0x4E7A3C).Marks(Pattern::kStreaks, 0x2E5A2E, 0.6f, 5)},
    {"Walnut", Nut(0xB88A58, 1.08f).Marks(Pattern::kWrinkles, 0x7E5A36, 0.6f, 3.6f, 0.06f).Lobes(2, 0.06f).Gloss(0.1f)},
};

}  // namespace

std::span<const Variety> Catalogue() { return kCatalogue; }

}  // namespace verger
