#include "report/draw/svg_canvas.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tron::report {
namespace {

using testing::HasSubstr;

TEST(SvgCanvas, WritesADocument) {
  SvgCanvas canvas(100, 50);
  canvas.line({0, 1}, {2, 3}, "#000000");
  canvas.polyline({{0, 0}, {1, 1}}, "#ff0000", 2, true);
  const std::string svg = canvas.finish();
  EXPECT_THAT(svg, testing::StartsWith("<svg xmlns='http://www.w3.org/2000/svg' width='100' height='50'"));
  EXPECT_THAT(svg, testing::EndsWith("</svg>\n"));
  EXPECT_THAT(svg, HasSubstr("x1='0.00' y1='1.00' x2='2.00' y2='3.00'"));
  EXPECT_THAT(svg, HasSubstr("points='0.00,0.00 1.00,1.00 '"));
  EXPECT_THAT(svg, HasSubstr("stroke-dasharray"));
}

TEST(SvgCanvas, EscapesText) {
  EXPECT_EQ(xml_escaped("a<b & \"c\">'d"), "a&lt;b &amp; &quot;c&quot;&gt;&apos;d");
  SvgCanvas canvas(10, 10);
  canvas.text({1, 2}, "Q < 8000", Anchor::end);
  EXPECT_THAT(canvas.finish(), HasSubstr("text-anchor='end' font-size='12' fill='#222'>Q &lt; 8000</text>"));
}

TEST(SvgCanvas, NumbersItsClips) {
  SvgCanvas canvas(10, 10);
  canvas.clip({0, 0, 5, 5});
  canvas.unclip();
  canvas.clip({5, 5, 5, 5});
  canvas.unclip();
  EXPECT_THAT(canvas.finish(), HasSubstr("url(#clip1)"));
  EXPECT_THAT(canvas.finish(), HasSubstr("url(#clip2)"));
}

}  // namespace
}  // namespace tron::report
