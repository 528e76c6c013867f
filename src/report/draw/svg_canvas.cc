#include "report/draw/svg_canvas.h"

#include <fmt/format.h>

#include "base/text/visible_text.h"

namespace tron::report {

std::string xml_escaped(const std::string& text) {
  std::string out;
  // XML 1.0 has no place for control characters and bytes that are no UTF-8, escaped or not.
  for (char c : visible_line(text)) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '\'':
        out += "&apos;";
        break;
      case '"':
        out += "&quot;";
        break;
      default:
        out += c;
    }
  }
  return out;
}

SvgCanvas::SvgCanvas(double width, double height) : width_(width), height_(height) {}

void SvgCanvas::line(Point from, Point to, const std::string& colour, double width) {
  body_ +=
      fmt::format("<line x1='{:.2f}' y1='{:.2f}' x2='{:.2f}' y2='{:.2f}' stroke='{}' stroke-width='{}'/>\n",
                  from.x, from.y, to.x, to.y, colour, width);
}

void SvgCanvas::polyline(const std::vector<Point>& points, const std::string& colour, double width,
                         bool dashed) {
  body_ += "<polyline fill='none' stroke-linejoin='round' points='";
  for (const Point& p : points) body_ += fmt::format("{:.2f},{:.2f} ", p.x, p.y);
  body_ += fmt::format("' stroke='{}' stroke-width='{}'{}/>\n", colour, width,
                       dashed ? " stroke-dasharray='6 4'" : "");
}

void SvgCanvas::rectangle(Box box, const std::string& fill, const std::string& stroke) {
  body_ += fmt::format("<rect x='{:.2f}' y='{:.2f}' width='{:.2f}' height='{:.2f}' fill='{}' stroke='{}'/>\n",
                       box.x, box.y, box.width, box.height, fill, stroke);
}

void SvgCanvas::circle(Point centre, double radius, const std::string& fill) {
  body_ += fmt::format("<circle cx='{:.2f}' cy='{:.2f}' r='{:.2f}' fill='{}'/>\n", centre.x, centre.y, radius,
                       fill);
}

void SvgCanvas::text(Point at, const std::string& content, Anchor anchor, double size,
                     const std::string& colour) {
  static constexpr const char* kAnchors[] = {"start", "middle", "end"};
  body_ += fmt::format("<text x='{:.2f}' y='{:.2f}' text-anchor='{}' font-size='{}' fill='{}'>{}</text>\n",
                       at.x, at.y, kAnchors[static_cast<int>(anchor)], size, colour, xml_escaped(content));
}

void SvgCanvas::vertical_text(Point at, const std::string& content, double size) {
  body_ += fmt::format(
      "<text transform='translate({:.2f},{:.2f}) rotate(-90)' text-anchor='middle' font-size='{}' "
      "fill='#222'>{}</text>\n",
      at.x, at.y, size, xml_escaped(content));
}

void SvgCanvas::clip(Box box) {
  ++clips_;
  body_ += fmt::format(
      "<clipPath id='clip{0}'><rect x='{1:.2f}' y='{2:.2f}' width='{3:.2f}' height='{4:.2f}'/></clipPath>\n"
      "<g clip-path='url(#clip{0})'>\n",
      clips_, box.x, box.y, box.width, box.height);
}

void SvgCanvas::unclip() {
  body_ += "</g>\n";
}

std::string SvgCanvas::finish() const {
  return fmt::format(
             "<svg xmlns='http://www.w3.org/2000/svg' width='{0}' height='{1}' viewBox='0 0 {0} {1}' "
             "font-family='Helvetica, Arial, sans-serif'>\n<rect width='100%' height='100%' fill='white'/>\n",
             width_, height_) +
         body_ + "</svg>\n";
}

}  // namespace tron::report
