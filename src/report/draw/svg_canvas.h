#pragma once

#include <string>
#include <vector>

#include "rooms.h"

namespace tron::report {

struct Point {
  double x = 0, y = 0;
};

struct Box {
  double x = 0, y = 0, width = 0, height = 0;
};

enum class Anchor { start, middle, end };

/// Writes an SVG 1.1 picture: white ground, sans-serif text, coordinates in pixels from the top left.
class SvgCanvas {
 public:
  SvgCanvas(double width, double height);
  void line(Point from, Point to, const std::string& colour, double width = 1);
  void polyline(const std::vector<Point>& points, const std::string& colour, double width, bool dashed);
  void rectangle(Box box, const std::string& fill, const std::string& stroke = "none");
  void circle(Point centre, double radius, const std::string& fill);
  void text(Point at, const std::string& content, Anchor anchor, double size = 12,
            const std::string& colour = "#222");
  void vertical_text(Point at, const std::string& content, double size = 12);  ///< read upwards, centred
  /// What is drawn until unclip() shows only inside the box.
  void clip(Box box);
  void unclip();
  std::string finish() const;  ///< the whole document

 private:
  double width_, height_;
  int clips_ = 0;
  std::string body_;
};

/// With &, <, > and quotes escaped, and what XML does not allow made visible.
std::string xml_escaped(const std::string& text);

}  // namespace tron::report
