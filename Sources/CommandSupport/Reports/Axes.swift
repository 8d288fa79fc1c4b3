/// The frame of a chart: a line of the grid and a number at each tick, and what the axes measure.
package struct Axes {
  let x: any Scale
  let y: any Scale
  let xTitle: String
  let yTitle: String
  let xText: (Double) -> String
  let yText: (Double) -> String

  package init(
    x: any Scale, _ xTitle: String, y: any Scale, _ yTitle: String,
    xText: @escaping (Double) -> String = short, yText: @escaping (Double) -> String = short
  ) {
    (self.x, self.y, self.xTitle, self.yTitle) = (x, y, xTitle, yTitle)
    (self.xText, self.yText) = (xText, yText)
  }

  package func draw(on svg: inout Svg) {
    let (left, right, bottom, top) = (x.range.from, x.range.to, y.range.from, y.range.to)
    for tick in x.ticks {
      svg.line(x(tick), top, x(tick), bottom, "grid")
      svg.text(x(tick), bottom + 16, xText(tick), "tick", .middle)
    }
    for tick in y.ticks {
      svg.line(left, y(tick), right, y(tick), "grid")
      svg.text(left - 8, y(tick) + 4, yText(tick), "tick", .end)
    }
    svg.text(right, bottom + 34, xTitle, "axis", .end)
    if !yTitle.isEmpty { svg.text(0, top - 8, yTitle, "axis") }
  }
}
