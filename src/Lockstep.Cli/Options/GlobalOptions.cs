using System.CommandLine;
using Lockstep.Cli.Settings;
using Lockstep.Cli.Terminal;

namespace Lockstep.Cli.Options;

/// <summary>The options of every command.</summary>
internal sealed class GlobalOptions
{
    private readonly Option<string?> _directory = new("-C")
    {
        Description = "Project directory (default: the nearest with a lockstep.toml, from here up)",
        HelpName = "DIR",
    };

    private readonly Option<bool> _verbose = new("--verbose", "-v") { Description = "List every change and phase" };
    private readonly Option<bool> _quiet = new("--quiet", "-q") { Description = "Say only what is wrong" };
    private readonly Option<bool> _json = new("--json") { Description = "One JSON object a line on standard output" };
    private readonly WordOption _color = new("--color", "WHEN", "When to colour: auto, always or never", "auto", "always", "never");
    private readonly Option<bool> _yes = new("--yes") { Description = "Agree in advance to what is asked, or refused for many deletions" };

    private readonly LingerOption _linger = new();
    private readonly TimeOption _connectTimeout = new("--connect-timeout", "Give up on a host that ssh has not reached after TIME, such as 10s");

    /// <summary>Adds them to the root, from where all commands have them.</summary>
    public void AddTo(RootCommand root)
    {
        foreach (Option option in (ReadOnlySpan<Option>)[_directory, _verbose, _quiet, _json, _color, _yes, _linger, _connectTimeout])
        {
            option.Recursive = true;
            root.Add(option);
        }
    }

    public string? Directory(ParseResult parsed) => parsed.GetValue(_directory);

    public bool IsJson(ParseResult parsed) => parsed.GetValue(_json);

    public bool IsConfirmed(ParseResult parsed) => parsed.GetValue(_yes);

    /// <summary>How long the connection is kept for later commands; null when nothing was said.</summary>
    public TimeSpan? Linger(ParseResult parsed) => parsed.GetValue(_linger);

    /// <summary>How long ssh may take to reach a host; null when nothing was said.</summary>
    public TimeSpan? ConnectTimeout(ParseResult parsed) => parsed.GetValue(_connectTimeout);

    public Verbosity Verbosity(ParseResult parsed) =>
        parsed.GetValue(_quiet) ? Terminal.Verbosity.Quiet
        : parsed.GetValue(_verbose) ? Terminal.Verbosity.Verbose
        : Terminal.Verbosity.Normal;

    /// <summary>What <c>--color</c> says; null when it was not given.</summary>
    public ColorMode? Color(ParseResult parsed) => _color.Given(parsed) switch
    {
        "always" => ColorMode.Always,
        "never" => ColorMode.Never,
        "auto" => ColorMode.Auto,
        _ => null,
    };
}
