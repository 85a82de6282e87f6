using System.Diagnostics;
using System.Text;
using Lockstep.Files.Roots;
using Lockstep.Native;
using Lockstep.Owners;
using Lockstep.Sessions;
using Lockstep.Sessions.Pulling;
using Lockstep.Tests.Files;
using Lockstep.Tests.Files.State;
using Lockstep.Tree;

namespace Lockstep.Tests.Attacks;

/// <summary>
/// A server, or whoever names a directory, chooses a name that a message offers in a command to paste, so that the shell
/// runs something else with it.
/// </summary>
public sealed class PastedCommandsAttack
{
    public static TheoryData<string> Typable { get; } =
    [
        "plain", "two words", "x;touch PWNED;", "$(touch PWNED)", "`touch PWNED`", "a'b", "'; touch PWNED; '", "a\"b", @"a\b", "a&b", "#", "~", "*", "!!", "grün",
    ];

    [Theory]
    [MemberData(nameof(Typable))]
    public async Task A_shell_takes_the_word_for_the_name_and_runs_nothing(string name)
    {
        using var place = new TemporaryDirectory();
        var start = new ProcessStartInfo("sh", ["-c", $"printf %s {ShellWord.Of(name)}"]) { WorkingDirectory = place.Path, RedirectStandardOutput = true };
        using Process shell = Process.Start(start)!;
        Assert.Equal(name, await shell.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken));
        Assert.False(File.Exists(place["PWNED"]));
    }

    [Theory]
    [InlineData("")]
    [InlineData("-rf")]
    [InlineData("a\nb")]
    [InlineData("a\u001b[31m")]
    [InlineData("a\u202eb")]
    public void What_cannot_be_typed_is_not_offered(string name) => Assert.Null(ShellWord.Of(name));

    [Fact]
    public void A_name_that_is_not_text_is_not_offered() => Assert.Null(ShellWord.Of([(byte)'a', 0xff]));

    [Theory]
    [MemberData(nameof(Typable))]
    public async Task A_pull_quotes_the_path_that_it_left_out(string name)
    {
        using var scene = new SeveralCheckouts("ann");
        scene.People[0].Tree.Write("readme", "ours");
        await scene.People[0].PushWellAsync();
        var path = RelativePath.Parse($"{name}/.envrc");
        scene.Target.Write(path, "theirs"u8);
        await scene.People[0].PullAsync(new PullOptions { Paths = [RelativePath.Root] });
        Assert.Contains(scene.People[0].Told.Notes, note => note.EndsWith($"lockstep pull app {ShellWord.Of(path.Bytes)}", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Typable))]
    public void Trust_quotes_the_directory(string name)
    {
        using var place = new TemporaryDirectory();
        place.WithFile($"{name}/lockstep.toml").WithMode(name, "777");
        var rule = new OwnerRule([EffectiveUser.Id], home: null, _ => false);
        SyncException refusal = Assert.Throws<SyncException>(() => rule.Check(place[$"{name}/lockstep.toml"]));
        Assert.EndsWith($"lockstep trust {ShellWord.Of(place[name])}", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Typable))]
    public void What_puts_modes_right_quotes_the_path(string name)
    {
        using TemporaryDirectory place = new TemporaryDirectory().WithMode("", "755").WithDirectory($"{name}/app").WithMode($"{name}/app", "757").WithMode(name, "755");
        using TargetRoot root = TargetRoot.Open(RootResolver.Resolve(Encoding.UTF8.GetBytes(place[$"{name}/app"]), place.Bytes), makesParents: false);
        Assert.EndsWith($"(chmod o-w {ShellWord.Of(place[$"{name}/app"])})", Assert.Single(new ForeignHands(root).Find(default, isImporting: false)), StringComparison.Ordinal);
    }
}
