#include "projections/indicators/hiding.h"

#include <gtest/gtest.h>

namespace homeward::projections {
namespace {

using oversight::v1::IndicatorFigure;

IndicatorFigure Persons(int64_t numerator, int64_t denominator) {
  IndicatorFigure figure;
  figure.mutable_numerator()->set_value(numerator);
  figure.mutable_denominator()->set_value(denominator);
  figure.set_share(5000);
  figure.mutable_state()->set_code("met");
  return figure;
}

TEST(Hiding, FewerThanTenPeopleAreNotShown) {
  IndicatorFigure nine = Persons(9, 40), ten = Persons(10, 40), none = Persons(0, 40);
  Hide(&nine);
  Hide(&ten);
  Hide(&none);
  EXPECT_TRUE(nine.numerator().hidden());
  EXPECT_EQ(nine.numerator().value(), 0);
  EXPECT_EQ(nine.share(), 0) << "the share would tell it";
  EXPECT_EQ(nine.state().code(), "hidden");
  EXPECT_EQ(nine.denominator().value(), 40);
  EXPECT_EQ(ten.numerator().value(), 10);
  EXPECT_FALSE(none.numerator().hidden()) << "nobody is nobody";
}

TEST(Hiding, TheRestOfTheDenominatorIsPeopleToo) {
  IndicatorFigure all_but_three = Persons(37, 40), all = Persons(40, 40), few = Persons(4, 6);
  Hide(&all_but_three);
  Hide(&all);
  Hide(&few);
  EXPECT_TRUE(all_but_three.numerator().hidden());
  EXPECT_FALSE(all.numerator().hidden());
  EXPECT_TRUE(few.denominator().hidden());
}

TEST(Hiding, OneHiddenPartTakesAnotherWithIt) {
  IndicatorFigure a = Persons(4, 40), b = Persons(12, 40), c = Persons(30, 60);
  for (IndicatorFigure* f : {&a, &b, &c}) Hide(f);
  HideComplement({&a, &b, &c});
  EXPECT_TRUE(a.numerator().hidden());
  EXPECT_TRUE(b.numerator().hidden()) << "else the whole less the others would give it";
  EXPECT_FALSE(c.numerator().hidden());
}

TEST(Hiding, TwoHiddenPartsKeepEachOther) {
  IndicatorFigure a = Persons(4, 40), b = Persons(5, 40), c = Persons(30, 60);
  for (IndicatorFigure* f : {&a, &b, &c}) Hide(f);
  HideComplement({&a, &b, &c});
  EXPECT_FALSE(c.numerator().hidden());
}

}  // namespace
}  // namespace homeward::projections
