using System.CommandLine;
using System.Text;
using Lockstep.Cli.Options;
using Lockstep.Cli.Settings;
using Lockstep.Cli.Terminal;
using Lockstep.Sessions;
using Lockstep.Tree;

namespace Lockstep.Cli.Commands;

/// <summary>Where a command works: the project, what the settings say about it, and where output goes.</summary>
internal sealed record Workspace(Project Project, Configuration Configuration, TargetResolver Targets, UserOutput Output, UserEnvironment Environment)
{
    /// <summary>The project as a target: what pulls are put into.</summary>
    public ResolvedTarget ProjectAsTarget => new(new PushTarget(Project.Name, AddressKind.Local, Encoding.UTF8.GetBytes(Project.Directory)), Deploy: null);

    /// <summary>Finds the project and reads the settings.</summary>
    /// <exception cref="SyncException">There is no project, or something in the settings is wrong.</exception>
    public static Workspace Open(GlobalOptions global, ParseResult parsed, Surroundings surroundings)
    {
        UserEnvironment environment = surroundings.Environment;
        string directory = ProjectDirectory.Find(global.Directory(parsed), environment.CurrentDirectory);
        Configuration configuration = SettingsFiles.Read(directory, environment);
        string name = configuration.Project.Name ?? Path.GetFileName(directory);
        if (ProjectName.FindFlaw(name) is { } flaw)
        {
            throw new SyncException(ExitCode.Usage, $"the project in {DisplayText.Of(directory)} has no usable name: it {flaw}. Set [project] name in {ProjectDirectory.SettingsFileName}");
        }

        UserOutput output = surroundings.Output(global.Color(parsed), configuration.Color);
        return new Workspace(new Project(name, directory), configuration, new TargetResolver(configuration, environment, name), output, environment);
    }
}
