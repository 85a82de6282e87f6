using System.CommandLine;
using Lockstep.Cli.Json;
using Lockstep.Cli.Options;
using Lockstep.Cli.Settings;
using Lockstep.Cli.Terminal;
using Lockstep.Cli.Trusting;
using Lockstep.Owners;
using Lockstep.Tree;

namespace Lockstep.Cli.Commands;

/// <summary><c>lockstep trust</c>: allows a project's settings to start programs, and to read and write files, on this machine, as they are now.</summary>
internal static class TrustVerb
{
    public static Command Create(GlobalOptions global, Surroundings surroundings)
    {
        var directory = new Argument<string?>("DIR") { Description = "Project directory (default: as for every command)", Arity = ArgumentArity.ZeroOrOne };
        var command = new Command("trust", "Allow a project's settings to start programs on this machine") { directory };
        command.SetAction(parsed =>
        {
            UserEnvironment environment = surroundings.Environment;
            UserOutput output = surroundings.Output(global.Color(parsed), configured: null);
            string project = OwnerRule.RealPath(ProjectDirectory.Find(parsed.GetValue(directory) ?? global.Directory(parsed), environment.CurrentDirectory));
            // To be trusted it has to be read, whoever it belongs to; reading runs nothing.
            var anybody = new OwnerRule([], home: null, _ => true);
            IReadOnlyList<ProjectValue> values = [.. ProjectValues.All(SettingsFiles.Read(project, environment, anybody)).Distinct()];
            ForeignPlace? foreign = FindForeign(project);
            bool withPlace = foreign is not null || parsed.GetValue(directory) is not null;
            bool isNothing = values.Count == 0 && !withPlace;
            if (global.IsJson(parsed))
            {
                if (!isNothing)
                {
                    new TrustStore(environment.TrustDirectory).Add(project, values, withPlace);
                }

                ShowJson(new JsonLines(output), project, values, withPlace);
                return (int)ExitCode.Done;
            }

            if (isNothing)
            {
                output.Result($"nothing in {DisplayText.Of(project)} needs to be trusted");
                return (int)ExitCode.Done;
            }

            new TrustStore(environment.TrustDirectory).Add(project, values, withPlace);
            IEnumerable<string> lines = [.. withPlace ? [foreign is null ? "the directory" : $"the directory, although {foreign}"] : Array.Empty<string>(), .. values.Select(value => value.ToString())];
            output.ResultLines($"trusted in {DisplayText.Of(project)}, until it changes:\n{string.Join('\n', lines.Select(line => $"  {line}"))}");
            return (int)ExitCode.Done;
        });
        return command;
    }

    private static void ShowJson(JsonLines lines, string project, IReadOnlyList<ProjectValue> values, bool withPlace)
    {
        lines.Write("trust", target: null, json =>
        {
            json.WriteString("directory", DisplayText.Of(project));
            json.WriteBoolean("place", withPlace);
            json.WriteStartArray("values");
            foreach (ProjectValue value in values)
            {
                json.WriteStartObject();
                json.WriteString("key", value.Key);
                json.WriteString("value", value.Text);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        });
        JsonEnd.Show(lines, target: null, ExitCode.Done);
    }

    /// <summary>What the directory has that counts only when it is trusted.</summary>
    private static ForeignPlace? FindForeign(string project) =>
        ((string[])[ProjectDirectory.SettingsFileName, ProjectDirectory.LocalSettingsFileName, ".git"])
            .Select(name => OwnerRule.OfProcess.FindForeign(Path.Join(project, name)))
            .FirstOrDefault(foreign => foreign is not null);
}
