using System.Text;
using Lockstep.Cli.Commands;
using Lockstep.Cli.Json;
using Lockstep.Cli.Settings;
using Lockstep.Cli.Terminal;
using Lockstep.Cli.Texts;
using Lockstep.Filters;
using Lockstep.Plan;
using Lockstep.Sessions;
using Lockstep.Sessions.Live;
using Lockstep.Sessions.Reacting;
using Lockstep.Tests.Cli;
using Lockstep.Tree;
using Lockstep.Wire.Messages.Commands;

namespace Lockstep.Tests.Attacks;

/// <summary>
/// Issue 11, A6: text of a project or a server (patterns, targets, groups, hosts, directories, messages) that steers the terminal it is shown on: titles,
/// cursor, colours that hide, and bidirectional controls that show words in another order.
/// </summary>
public sealed class HostileTextOnTheTerminalTests : CommandLineScene
{
    private const string Hostile = "\e]0;owned\a\e[2J\e[8m\u009b31m\u007f\u202e\u202d\u2066\u2069\u200e\u200f\u2028\u0085\rX";

    public static TheoryData<string> Verbs => ["push", "watch", "run", "pull", "diff", "status", "deploy", "undo", "push --json", "watch --json", "diff --json", "status --json"];

    /// <summary>But for watch, which tells its observers (<see cref="The_steady_block_of_a_watch_shows_troubles_escaped"/>).</summary>
    public static TheoryData<string> Summarizing => ["push", "run", "pull", "diff", "status", "deploy", "undo", "push --json", "diff --json", "status --json"];

    public static TheoryData<string> AllVerbs => ["push", "watch", "run -- x", "pull", "diff", "status", "deploy", "undo", "history", "explain x", "init"];

    [Theory]
    [MemberData(nameof(Verbs))]
    public async Task What_ends_a_verb_is_shown_escaped(string verb)
    {
        Outcome = target => throw new SyncException(ExitCode.SyncFailed, $"cannot use {Hostile}");

        await RunAsync(With(verb, "box:"));

        AssertHarmless();
        Assert.Contains(@"cannot use \x1b]0;owned\x07\x1b[2J\x1b[8m\x9b31m\x7f\u{202e}", Fixture.Remarks, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Summarizing))]
    public async Task The_message_of_a_run_is_shown_escaped(string verb)
    {
        Outcome = target => new RunSummary { Target = target.Name, Exit = ExitCode.Refused, Message = Hostile };

        await RunAsync(With(verb, "box:"));

        AssertHarmless();
    }

    [Theory]
    [MemberData(nameof(AllVerbs))]
    public async Task A_directory_that_is_not_there_is_shown_escaped(string verb)
    {
        Assert.Equal((int)ExitCode.Refused, await RunAsync($"-C ./{Hostile}\nlockstep:forged {verb}"));

        AssertHarmless();
        Assert.Contains("lockstep: project directory ", Fixture.Remarks, StringComparison.Ordinal);
        Assert.Contains(@"\x0alockstep:forged does not exist", Fixture.Remarks, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Verbs))]
    public async Task A_target_that_is_not_known_is_shown_escaped(string verb)
    {
        await RunAsync(With(verb, $"x{Hostile}"));

        AssertHarmless();
    }

    [Theory]
    [MemberData(nameof(Summarizing))]
    public async Task A_local_target_is_shown_escaped(string verb)
    {
        await RunAsync(With(verb, $"./{Hostile}\nlockstep:forged"));

        AssertHarmless();
        Assert.DoesNotContain("\nlockstep:forged", Fixture.Remarks + Fixture.Results, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("default_target = \"HOSTILE\"")]
    [InlineData("default_target = \"./HOSTILE\"")]
    [InlineData("default_target = \"HOSTILE:x\"")]
    [InlineData("[project]\nname = \"HOSTILE\"")]
    [InlineData("[project]\nexclude = [\"[HOSTILE\"]")]
    [InlineData("[project]\npreserve = [\"HOSTILE\"]")]
    [InlineData("[target.\"HOSTILE\"]\naddress = \"HOSTILE\"")]
    [InlineData("[target.t]\naddress = \"HOSTILE:x\"")]
    [InlineData("[group]\n\"HOSTILE\" = [\"HOSTILE\"]")]
    [InlineData("[connection]\nagent_dir = \"HOSTILE\"")]
    [InlineData("[watch]\non_busy = \"HOSTILE\"")]
    [InlineData("\"HOSTILE\" = 1")]
    [InlineData("color = \"HOSTILE\"")]
    public async Task Settings_are_shown_escaped(string text)
    {
        string toml = string.Concat(Hostile.Select(letter => letter < 0x20 || letter > '~' ? $"\\u{(int)letter:x4}" : $"{letter}"));
        await WriteSettingsAsync(text.Replace("HOSTILE", toml + "\\nlockstep:forged", StringComparison.Ordinal));

        foreach (string verb in (string[])["push", "watch", "diff", "status", "deploy", "undo", "history", "explain x"])
        {
            await RunAsync(verb);
        }

        AssertHarmless();
        Assert.DoesNotContain("\nlockstep:forged", Fixture.Remarks + Fixture.Results, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_view_shows_notes_problems_and_prefixes_escaped(bool isJson)
    {
        IRunObserver view = isJson
            ? new JsonView(new JsonLines(Fixture.Output), Fixture.Output, Hostile, Options, TimeProvider.System)
            : new LineView(Fixture.Output, Hostile, isOneOfSeveral: true, Options);
        view.Note(Hostile + "\nlockstep:forged");
        view.ProblemFound(new Problem(RelativePath.Parse(Encoding.UTF8.GetBytes("a" + Hostile)), Hostile + "\nlockstep:forged"));
        view.Output(OutputSource.Deploy, OutputKind.Out, Encoding.UTF8.GetBytes(Hostile + "\n"));
        view.Ended(new RunSummary { Target = Hostile, Exit = ExitCode.SyncFailed, Message = Hostile });

        AssertHarmless();
        Assert.DoesNotContain("\nlockstep:forged", Fixture.Remarks + Fixture.Results, StringComparison.Ordinal);
    }

    [Fact]
    public void JSON_keeps_the_text_and_spells_what_steers_a_terminal()
    {
        new JsonLines(Fixture.Output).Write("x", Hostile + "\U000E0001é", _ => { });

        AssertHarmless();
        using var read = System.Text.Json.JsonDocument.Parse(Fixture.Results);
        Assert.Equal(Hostile + "\U000E0001é", read.RootElement.GetProperty("target").GetString());
        Assert.Contains("é", Fixture.Results, StringComparison.Ordinal);
    }

    [Fact]
    public void The_steady_block_of_a_watch_shows_troubles_escaped()
    {
        var status = new WatchStatus(Hostile, TimeProvider.System);
        status.Set(new CommandStep(OutputSource.Command, Hostile + "\nforged", StepState.Ended));
        status.Set(LiveState.Disconnected, Hostile);

        AssertHarmless([.. WatchPicture.Of([status], 1000, 50), .. WatchPicture.Of([status, status], 1000, 50)]);
    }

    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("tab\tbed", "tab\tbed")]
    [InlineData("\e[32mgreen\e[0m", "\e[32mgreen\e[0m")]
    [InlineData("\e[31m\e[33m\e[36m\e[2m", "\e[31m\e[33m\e[36m\e[2m")]
    [InlineData("\e[8mhidden", @"\x1b[8mhidden")]
    [InlineData("\e[32", @"\x1b[32")]
    [InlineData("a\nb", @"a\x0ab")]
    [InlineData("caf\u00e9 \U0001F600", "caf\u00e9 \U0001F600")]
    [InlineData("a\ud800b", "a\ud800b")]
    [InlineData("tag\U000E0001", @"tag\u{e0001}")]
    public void Only_our_own_colours_pass_the_door(string line, string shown)
    {
        Assert.Equal(shown, PrintableText.OfLine(line, new Paint(IsOn: true)));
        Assert.Equal(shown.Replace("\e", @"\x1b", StringComparison.Ordinal), PrintableText.OfLine(line, new Paint(IsOn: false)));
    }

    [Fact]
    public void Several_lines_keep_their_breaks() =>
        Assert.Equal("a\nb\\x0d\n", PrintableText.OfLines("a\nb\r\n", default));

    private static RunViewOptions Options => new(Verbosity.Verbose, IsDryRun: false, Paths: []);

    private static string With(string verb, string target) => verb switch
    {
        "run" => $"run {target} -- x",
        _ => $"{verb} {target}",
    };

    private void AssertHarmless() => AssertHarmless([Fixture.Remarks, Fixture.Results]);

    private static void AssertHarmless(IReadOnlyList<string> shown)
    {
        Assert.Contains(shown, text => text.Length > 0);
        foreach (string text in shown)
        {
            Assert.All(text.EnumerateRunes(), rune => Assert.True(rune.Value == '\n' || DisplayText.IsHarmless(rune), $"U+{rune.Value:X4} in {DisplayText.Of(text)}"));
        }
    }
}
