using System.Text.RegularExpressions;
using Lockstep.InteropTests.Watch;
using Xunit;

namespace Lockstep.InteropTests.Push;

/// <summary>
/// Runs the commands of documents as they are written, line after line, in a shell with the real client and a real server: each has to succeed. A TOML block
/// is written to <c>lockstep.toml</c>. The guide is one story; each section of the others starts with a fresh project and a fresh host.
/// </summary>
public sealed partial class DocumentCommandsTests
{
    private const string Project = """
        git init -q .; printf 'print(1)\n' > app.py; printf '*.log\n' > .gitignore; printf 'SECRET=1\n' > .env; printf x > debug.log; mkdir notes; printf n > notes/n
        printf 'echo deployed; mkdir -p results; echo r > results/r\n' > deploy.sh; printf 'sleep 600\n' > serve.sh; printf 'sleep 600\n' > train.sh
        """;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<string, string> Sections => [.. Read("recipes").Concat(Read("migrating")).Where(section => section.Blocks.Count > 0)
        .Select(section => new TheoryDataRow<string, string>(section.Document, section.Title))];

    [Fact]
    public async Task The_guide_works_from_its_first_line_to_its_last() => await RunAsync(Read("guide").SelectMany(section => section.Blocks));

    [Theory]
    [MemberData(nameof(Sections))]
    public async Task A_section_s_commands_work(string document, string title) =>
        await RunAsync(Read(document).Single(section => section.Title == title).Blocks);

    private static async Task RunAsync(IEnumerable<(string Language, string Text)> blocks)
    {
        await using LoopbackSshServer server = await LoopbackSshServer.StartAsync();
        await File.WriteAllTextAsync(
            server.ConfigFile, (await File.ReadAllTextAsync(server.ConfigFile, Cancellation)).Replace($"Host {LoopbackSshServer.Host}", "Host box web1 web2 gpu", StringComparison.Ordinal), Cancellation);
        using var place = new Workplace(server, project: "shop");
        place.CurrentDirectory = place.Project;
        place.Environment["PATH"] = $"{Path.GetDirectoryName(BuiltPrograms.Client)}:{Environment.GetEnvironmentVariable("PATH")}";
        place.Environment["RSYNC_RSH"] = server.SshCommand;
        place.InProject(Project);
        foreach ((string language, string text) in blocks)
        {
            if (language == "toml")
            {
                await File.WriteAllTextAsync(Path.Combine(place.Project, "lockstep.toml"), text, Cancellation);
                continue;
            }

            foreach (string line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
            {
                await (line.StartsWith("lockstep watch", StringComparison.Ordinal) ? WatchAsync(place, line) : CarryOutAsync(place, line));
            }
        }
    }

    private static async Task CarryOutAsync(Workplace place, string line)
    {
        string client = place.Client;
        place.Client = "/bin/sh";
        ClientResult result = await place.RunAsync("-c", line);
        place.Client = client;
        Assert.True(result.Exit == 0, $"{line}: exit code {result.Exit}\n{result.Output}{result.Errors}");
    }

    /// <summary>A watch is over when it is ended; it works when it has made its first push.</summary>
    private static async Task WatchAsync(Workplace place, string line)
    {
        string[] words = [.. line.Split('#')[0].Split(' ', StringSplitOptions.RemoveEmptyEntries).Skip(1)];
        using WatchClient watch = place.StartWatchOf(["--json", .. words]);
        await watch.UntilWatchingAsync(Cancellation);
        await watch.InterruptAsync(Cancellation);
    }

    private static List<Section> Read(string document)
    {
        string text = File.ReadAllText(Path.Combine(BuiltPrograms.Root, "docs", $"{document}.md"));
        return [.. Headings().Split(text).Select(section => new Section(
            document,
            section.Split('\n')[0].TrimStart('#', ' '),
            [.. Block().Matches(section).Select(block => (block.Groups[1].Value, block.Groups[2].Value))]))];
    }

    private sealed record Section(string Document, string Title, IReadOnlyList<(string Language, string Text)> Blocks);

    [GeneratedRegex("^## ", RegexOptions.Multiline)]
    private static partial Regex Headings();

    [GeneratedRegex("^```(sh|toml)\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Block();
}
