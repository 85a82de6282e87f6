using System.Globalization;
using Lockstep.Cli.Settings;
using Lockstep.Cli.Terminal;
using Lockstep.Tree;

namespace Lockstep.Cli.Starting;

/// <summary>Asks where a project shall go: two questions at most, and again where an answer is wrong.</summary>
/// <param name="output">Where questions are shown.</param>
/// <param name="read">Reads a line; null at the input's end.</param>
internal sealed class TargetQuestions(UserOutput output, Func<CancellationToken, Task<string?>> read)
{
    private const int MostShown = 9;

    /// <summary>Asks.</summary>
    /// <param name="hosts">Hosts of the user's ssh configuration.</param>
    /// <param name="project">The project's name, for the directory that is proposed.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <returns>The address; empty for none yet.</returns>
    /// <exception cref="SyncException">There was no answer.</exception>
    public async Task<string> AskAsync(IReadOnlyList<string> hosts, string project, CancellationToken cancellation)
    {
        string[] shown = [.. hosts.Take(MostShown)];
        if (shown.Length > 0)
        {
            IEnumerable<string> lines = shown.Select((host, index) => string.Create(CultureInfo.InvariantCulture, $"  {index + 1}  {host}"));
            output.RemarkLines($"Hosts of ~/.ssh/config:\n{string.Join('\n', lines)}");
        }

        string how = shown.Length > 0 ? "A number, or an address" : "An address";
        output.Remark($"Where to? {how} such as user@host:projects/{DisplayText.Of(project)}, or nothing to fill it in later:");
        string? address;
        while ((address = FirstTarget.Read(await ReadAsync(cancellation), hosts, out string? flaw)) is null)
        {
            output.Remark($"{DisplayText.Of(flaw!)}. Where to?");
        }

        return FirstTarget.LacksPath(address) ? await AskForPathAsync(address, project, cancellation) : address;
    }

    private async Task<string> AskForPathAsync(string address, string project, CancellationToken cancellation)
    {
        string usual = $"projects/{project}";
        output.Remark($"Into which directory there? Nothing for {DisplayText.Of(usual)}, below the login's home:");
        while (true)
        {
            string path = (await ReadAsync(cancellation)).Trim();
            string whole = FirstTarget.WithPath(address, path.Length == 0 ? usual : path);
            if (TargetAddress.TryParse(whole, out _, out string? flaw))
            {
                return whole;
            }

            output.Remark($"{DisplayText.Of($"'{whole}' {flaw}")}. Into which directory?");
        }
    }

    private async Task<string> ReadAsync(CancellationToken cancellation) => await read(cancellation)
        ?? throw new SyncException(ExitCode.Usage, "no answer: nothing was written. Press Enter to fill the address in later, or give it: lockstep init user@host:path");
}
