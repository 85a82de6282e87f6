using System.CommandLine;
using Lockstep.Cli.Completing;
using Lockstep.Cli.Json;
using Lockstep.Cli.Options;
using Lockstep.Cli.Rsync;
using Lockstep.Cli.Terminal;
using Lockstep.Cli.Texts;

namespace Lockstep.Cli.Commands;

/// <summary>The whole command line: what there is, and what is done with one.</summary>
internal sealed class CommandLine
{
    private readonly GlobalOptions _global = new();
    private readonly RootCommand _root = new("Keeps a server's copy of a project in step over ssh, and deploys it.");

    private readonly Surroundings _surroundings;
    private readonly List<UserOutput> _outputs = [];

    public CommandLine(OpenProject open, Surroundings surroundings)
    {
        Func<Func<bool, Paint>, UserOutput> openOutput = surroundings.OpenOutput;
        surroundings = surroundings with { OpenOutput = paintFor => Remember(openOutput(paintFor)) };
        _surroundings = surroundings;
        _global.AddTo(_root);
        _root.Add(PushVerb.Create(_global, open, surroundings));
        _root.Add(PullVerb.Create(_global, open, surroundings));
        _root.Add(WatchVerb.Create(_global, open, surroundings));
        _root.Add(RunVerb.Create(_global, open, surroundings));
        _root.Add(ShellVerb.Create(_global, open, surroundings));
        _root.Add(DiffVerb.Create(_global, open, surroundings));
        _root.Add(StatusVerb.Create(_global, open, surroundings));
        _root.Add(DeployVerb.Create(_global, open, surroundings));
        _root.Add(HistoryVerb.Create(_global, open, surroundings));
        _root.Add(UndoVerb.Create(_global, open, surroundings));
        _root.Add(ExplainVerb.Create(_global, open, surroundings));
        _root.Add(TrustVerb.Create(_global, surroundings));
        _root.Add(DisconnectVerb.Create(_global, surroundings));
        _root.Add(DoctorVerb.Create(_global, open, surroundings));
        _root.Add(InitVerb.Create(_global, open, surroundings));
        _root.Add(RsyncVerb.CreateForHelp());
        _root.Add(SkillVerb.Create(_global, surroundings));
        _root.Add(CompletionVerb.Create(_global, surroundings));
        _root.Add(VersionVerb.Create(_global, surroundings));
        _root.Add(HelpVerb.Create(_global, _root, surroundings));
        _root.Options.Remove(_root.Options.OfType<VersionOption>().Single());
        _root.Add(VersionVerb.CreateOption(_global, surroundings));
        _root.Options.Remove(_root.Options.OfType<System.CommandLine.Help.HelpOption>().Single());
        _root.Add(new System.CommandLine.Help.HelpOption("--help", "-h") { Action = new Help.HelpAction(), Description = "Show this help" });
        _root.Add(ManualVerb.Create(_root));
    }

    /// <summary>All commands and options there are.</summary>
    public RootCommand Root => _root;

    /// <summary>Does what the arguments say. Gives back the process's exit code; throws only for bugs.</summary>
    public async Task<int> RunAsync(string[] arguments, CancellationToken cancellation)
    {
        if (arguments is [Completer.Name, ['=', .. var word], .. var before])
        {
            UserOutput output = _surroundings.Output(Settings.ColorMode.Never, configured: null);
            foreach (string line in new Completer(_root, new KnownTargets(_global, _surroundings.Environment)).Answer(word, before))
            {
                output.PrintableResult(line);
            }

            return (int)ExitCode.Done;
        }

        int exit = await InvokeAsync(arguments, cancellation);

        // Whoever asked for words and did not get them must not go on as if there were none.
        return exit == (int)ExitCode.Done && _outputs.Exists(output => output.HasLostResults) ? (int)ExitCode.SyncFailed : exit;
    }

    private async Task<int> InvokeAsync(string[] arguments, CancellationToken cancellation)
    {
        // No response files: '@' may start a name.
        ParseResult parsed = _root.Parse(arguments, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (parsed is { CommandResult.Command: RootCommand, UnmatchedTokens: [], Errors: [_] } && !_global.IsJson(parsed) && !IsAskingForHelp(parsed))
        {
            // Nothing is wrong but that there is no command: whoever types this wants to know what there is.
            OpenOutput(parsed).RemarkLines(new Help.HelpText(Help.HelpAction.Width).Of(_root));
            return (int)ExitCode.Usage;
        }

        if (!IsAskingForHelp(parsed) && UsageError.Find(parsed) is { } error)
        {
            return Fail(parsed, ExitCode.Usage, error, failure: null);
        }

        try
        {
            // The parser's own words: help, completions, the version.
            using var words = new StringWriter();
            var bare = new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null, Output = words };
            int exit = await parsed.InvokeAsync(bare, cancellation);
            if (words.GetStringBuilder().Length > 0)
            {
                JsonText.Show(OpenOutput(parsed), _global.IsJson(parsed), "help", words.ToString().ReplaceLineEndings("\n").TrimEnd('\n'));
            }

            return exit;
        }
        catch (SyncException failure)
        {
            return Fail(parsed, failure.ExitCode, failure.Message, failure);
        }
        catch (ProtocolException breach)
        {
            return Fail(parsed, ExitCode.SyncFailed, $"the peer broke the protocol: {breach.Message}", breach);
        }
        catch (OperationCanceledException stop) when (cancellation.IsCancellationRequested)
        {
            return Fail(parsed, ExitCode.Interrupted, "interrupted", stop);
        }
    }

    private static bool IsAskingForHelp(ParseResult parsed) =>
        parsed.Action is { ClearsParseErrors: true } action && action != parsed.CommandResult.Command.Action;

    private int Fail(ParseResult parsed, ExitCode exitCode, string message, Exception? failure)
    {
        UserOutput output = OpenOutput(parsed);
        ErrorText.Show(output, message);
        if (_global.IsJson(parsed))
        {
            JsonError.Show(new JsonLines(output), exitCode, message, failure);
        }

        return (int)exitCode;
    }

    private UserOutput OpenOutput(ParseResult parsed) => _surroundings.Output(_global.Color(parsed), configured: null);

    private UserOutput Remember(UserOutput output)
    {
        _outputs.Add(output);
        return output;
    }
}
