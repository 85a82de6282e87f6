using System.Text;
using Lockstep.Cli.Terminal;
using Lockstep.Cli.Texts;
using Lockstep.Sessions;
using Lockstep.Tests.Architecture;
using Xunit;

namespace Lockstep.Tests.Cli;

/// <summary>
/// What users see, kept as files in <c>Pictures</c> to be looked at: at 80 and 40 columns, with colours (an escape is shown as <c>\e</c>) and without. What was
/// drawn last is in <c>Pictures</c> beside the tests' program, to be copied when a change is meant.
/// </summary>
public sealed class TerminalPictureTests
{
    [Theory]
    [InlineData("push", 80, false)]
    [InlineData("push", 80, true)]
    [InlineData("push", 40, false)]
    [InlineData("push", 40, true)]
    [InlineData("first-push", 80, false)]
    [InlineData("first-push", 40, false)]
    [InlineData("dry-run", 80, false)]
    [InlineData("dry-run", 80, true)]
    [InlineData("verbose", 80, false)]
    [InlineData("status", 80, false)]
    [InlineData("status", 80, true)]
    public void It_looks_as_it_did(string name, int width, bool hasColours)
    {
        string file = $"{name}-{width}{(hasColours ? "-colour" : "")}.txt";
        string drawn = Draw(name, width, new Paint(hasColours)).Replace("\e", "\\e", StringComparison.Ordinal);
        Directory.CreateDirectory("Pictures");
        File.WriteAllText(Path.Join("Pictures", file), drawn);

        string kept = SourceTree.PathOf($"tests/Lockstep.Tests/Cli/Pictures/{file}");
        Assert.True(File.Exists(kept) && File.ReadAllText(kept) == drawn, $"{kept} looks otherwise:\n{drawn}");
    }

    private static string Draw(string name, int width, Paint paint)
    {
        var text = new StringBuilder();
        var writer = new StringWriter(text);
        var output = new UserOutput(writer, writer) { ResultPaint = paint, RemarkPaint = paint, Columns = width };
        switch (name)
        {
            case "push":
                Push(output, Verbosity.Normal, isDryRun: false, ViewFixture.Summary with { SkippedHidden = 27, SkippedIgnored = 143 });
                break;
            case "first-push":
                Push(output, Verbosity.Normal, isDryRun: false, ViewFixture.Summary with { Run = 1, SkippedHidden = 2, BytesAgent = 1_900_000, BytesSent = 1_910_000 });
                break;
            case "dry-run":
                Push(output, Verbosity.Normal, isDryRun: true, ViewFixture.Summary);
                break;
            case "verbose":
                Push(output, Verbosity.Verbose, isDryRun: false, ViewFixture.Summary);
                break;
            default:
                output.ResultLines(string.Join('\n', StatusText.Of("prod", "~/srv/shop on box", StatusTextTests.Quiet, namesAll: false, DateTimeOffset.UnixEpoch, paint)));
                break;
        }

        return text.ToString();
    }

    private static void Push(UserOutput output, Verbosity verbosity, bool isDryRun, RunSummary summary)
    {
        var options = new RunViewOptions(verbosity, isDryRun, Paths: [])
        {
            Time = new ManualTime(),
            GroupsPlan = true,
            NameHidden = () => ".env, .venv/",
        };
        ViewFixture.Run(new LineView(output, "prod", isOneOfSeveral: false, options) { Place = "~/srv/shop on box", Ssh = "ssh box" }, summary);
    }
}
