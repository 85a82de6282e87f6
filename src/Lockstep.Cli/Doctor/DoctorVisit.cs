using System.CommandLine;
using Lockstep.Cli.Commands;
using Lockstep.Cli.Options;
using Lockstep.Cli.Settings;
using Lockstep.Cli.Trusting;
using Lockstep.Owners;
using Lockstep.Sessions.Pushing;
using Lockstep.Tree;

namespace Lockstep.Cli.Doctor;

/// <summary>One call of <c>lockstep doctor</c>: the project first, then each target.</summary>
internal sealed class DoctorVisit(GlobalOptions global, OpenProject open, Surroundings surroundings, PushFlags flags, CheckList list)
{
    private readonly List<(string Name, string Word)> _private = [];

    /// <summary>What a report for strangers should not name, and the words in its place.</summary>
    public IReadOnlyList<(string Name, string Word)> PrivateNames()
    {
        string owner = surroundings.Environment.Owner;
        string[] parts = owner.Split('@', 2);
        return [.. _private, (surroundings.Environment.Home, "~"), (parts[0], "USER"), (parts[^1], "MACHINE")];
    }

    /// <summary>Checks everything.</summary>
    public async Task RunAsync(ParseResult parsed, string[] words, CancellationToken cancellation)
    {
        Workspace workspace;
        try
        {
            workspace = Workspace.Open(global, parsed, surroundings, mayAsk: false);
        }
        catch (SyncException failure)
        {
            list.Tell(Check.Fail(CheckNames.Settings, failure));
            list.Tell(Check.Skip(CheckNames.Target, "the settings could not be read"));
            return;
        }

        _private.AddRange([(workspace.Project.Directory, "PROJECT-DIRECTORY"), (workspace.Project.Name, "PROJECT")]);
        list.Tell(Check.Ok(CheckNames.Settings, SettingsOf(workspace)));
        list.Tell(Trust(workspace));
        IProjectSession? session = await CheckPlaceAsync(workspace, parsed);
        using (session)
        {
            if (session is not null)
            {
                await CheckTargetsAsync(workspace, session, parsed, words, cancellation);
            }
        }
    }

    private static string SettingsOf(Workspace workspace)
    {
        string directory = workspace.Project.Directory;
        string[] files = [.. ((string[])[ProjectDirectory.SettingsFileName, ProjectDirectory.LocalSettingsFileName]).Where(name => File.Exists(Path.Join(directory, name)))];
        string place = DisplayText.Of(directory);
        return files.Length == 0 ? $"none in {place}; 'lockstep init' writes them" : $"{string.Join(" and ", files)} of {place}, no error";
    }

    private Check Trust(Workspace workspace)
    {
        IReadOnlyList<ProjectValue> values = [.. ProjectValues.All(workspace.Configuration).Distinct()];
        string directory = OwnerRule.RealPath(workspace.Project.Directory);
        IReadOnlyList<ProjectValue> untrusted = surroundings.Environment.TrustsProjects
            ? [] : new TrustStore(surroundings.Environment.TrustDirectory).Untrusted(directory, values);
        return values.Count == 0 ? Check.Ok(CheckNames.Trust, "the project's settings start nothing on this machine")
            : untrusted.Count == 0 ? Check.Ok(CheckNames.Trust, "what the project's settings start on this machine is trusted")
            : Check.Warn(
                CheckNames.Trust,
                $"not trusted yet, where it is needed: {string.Join("; ", untrusted.Select(value => value.ToString()))}",
                $"Read it, then: lockstep trust {DisplayText.Of(directory)}");
    }

    private async Task<IProjectSession?> CheckPlaceAsync(Workspace workspace, ParseResult parsed)
    {
        string directory = OwnerRule.RealPath(workspace.Project.Directory);
        PlaceChecks place = PlaceChecks.OfMachine;
        list.Tell(place.Notices(directory));
        IProjectSession? session = null;
        try
        {
            session = open(workspace.Project, flags.Filter(workspace.Configuration, parsed));
            session.ShareAmong(2);
            list.Tell(place.Watches(await session.CountDirectoriesAsync(), PlaceChecks.CountUsed()));
        }
        catch (SyncException failure)
        {
            list.Tell(Check.Skip(CheckNames.Watches, "the project cannot be read"));
            list.Tell(Check.Fail(CheckNames.Push, failure));
            session?.Dispose();
            return null;
        }

        list.Tell(PlaceChecks.Names(directory));
        list.Tell(PlaceChecks.Locale(surroundings.Environment.Locale));
        return session;
    }

    /// <summary>The part of the project that alone goes to a target; null where the whole does, or where there is no such part, which is told.</summary>
    private IProjectSession? OpenPart(Workspace workspace, ResolvedTarget target, PushOptions options)
    {
        try
        {
            return target.From is null ? null : open(workspace.For([target]).Project, options.Filter);
        }
        catch (SyncException failure)
        {
            list.Tell(Check.Fail(CheckNames.Push, failure));
            return null;
        }
    }

    private async Task CheckTargetsAsync(Workspace workspace, IProjectSession session, ParseResult parsed, string[] words, CancellationToken cancellation)
    {
        IReadOnlyList<ResolvedTarget> targets;
        try
        {
            targets = workspace.Targets.Resolve(words);
        }
        catch (SyncException failure)
        {
            list.Tell(Check.Fail(failure.ExitCode == ExitCode.Refused ? CheckNames.Trust : CheckNames.Target, failure));
            return;
        }

        session.ShareAmong(targets.Count);
        PushOptions options = flags.Over(workspace.Configuration, parsed) with { IsDryRun = true, Confirmed = global.IsConfirmed(parsed), Deploy = null };
        foreach (ResolvedTarget target in targets)
        {
            list.Start(target.Push.Name);
            using IProjectSession? part = OpenPart(workspace, target, options);
            if (target.From is not null && part is null)
            {
                continue;
            }

            var diagnosis = new Diagnosis(part ?? session, workspace.Configuration, options, list.Tell);
            await diagnosis.RunAsync(target, cancellation);
            _private.AddRange([
                (target.Push.Name.TrimEnd(':'), "TARGET"), (DisplayText.Of(target.Push.Root.Span), "ROOT"),
                (target.Push.Ssh?.Host ?? string.Empty, "HOST"), (target.Push.Ssh?.User ?? string.Empty, "LOGIN"), (target.Push.Ssh?.Identity ?? string.Empty, "KEY"),
                .. diagnosis.Names.Select(name => (name, "NAME")),
            ]);
        }
    }
}
