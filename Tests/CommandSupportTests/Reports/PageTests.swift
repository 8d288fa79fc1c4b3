import CommandSupport
import SparseAD
import Testing

@Suite struct PageTests {
  @Test func everyPageSaysHowItWasMade() {
    let provenance = Provenance()
    let html = Page(title: "A < B", summary: "It & that.", provenance, body: "<p>body</p>").html
    #expect(html.contains("<h1>A &lt; B</h1>") && html.contains("It &amp; that."))
    #expect(html.contains("<p>body</p>"))
    for part in [
      provenance.date, provenance.version, provenance.commandLine, provenance.processor,
      provenance.instructionSet, counted(Threads.count, "thread"),
    ] {
      #expect(!part.isEmpty && html.contains(escaped(part)))
    }
  }

  @Test func aCommandLineIsAsAShellTakesIt() {
    let words = [
      "/some/where/Examples", "train", "--graph", "my data", "--report", "it's.html", "",
    ]
    #expect(
      Provenance.commandLine(words)
        == #"Examples train --graph 'my data' --report 'it'\''s.html' ''"#)
  }

  @Test func tablesAreEscaped() {
    #expect(Page.table(["a"], [["<"]]).contains("<tr><td>&lt;</td></tr>"))
  }
}
