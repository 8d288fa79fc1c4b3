import ArgumentParser
import CommandSupport
import Testing

@testable import Benchmarks
@testable import Examples

@Suite struct UnknownSubcommandTests {
  @Test func unknownSubcommandsAreRejectedWithAList() throws {
    let fault = try #require(Benchmarks.unknownSubcommand(in: ["foo", "--quick"]))
    #expect(
      fault.message
        == "There is no subcommand 'foo'; the subcommands are: kernels, solvers, autodiff, gcde, small-odes."
    )
    #expect(Examples.unknownSubcommand(in: ["kernels"]) != nil)
    for arguments in [[], ["--quick"], ["help"], ["kernels"], ["gcde", "foo"]] {
      #expect(Benchmarks.unknownSubcommand(in: arguments) == nil)
    }
  }

  @Test func usageHasTheNameOfTheProgram() {
    #expect(Benchmarks.helpMessage(for: AutodiffCommand.self).contains("Benchmarks autodiff"))
    #expect(Examples.helpMessage(for: TrainCommand.self).contains("Examples train"))
  }

  @Test func withoutASubcommandKernelsRun() throws {
    #expect(try Benchmarks.parseAsRoot(["--quick"]) is KernelsCommand)
    #expect(try Examples.parseAsRoot(["inverse", "--report", "r.html"]) is InverseCommand)
  }
}
