using System.Text;
using Lockstep.Cli.Settings;
using Xunit;

namespace Lockstep.Tests.Cli;

public sealed class SettingsFilesTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("lockstep-settings-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public void The_projects_settings_lie_over_the_personal_ones()
    {
        Write("home/.config/lockstep/config.toml", "default_target='mine'\nprojects_dir='srv'\n[target.mine]\naddress='m:'\n[target.prod]\naddress='old:'");
        Write("project/lockstep.toml", "default_target='prod'\n[target.prod]\naddress='new:'");

        Configuration settings = Read();

        Assert.Equal(("prod", "srv"), (settings.DefaultTarget, settings.ProjectsDirectory));
        Assert.Equal(("new", "m"), (settings.Targets["prod"].Address.Host, settings.Targets["mine"].Address.Host));
    }

    [Fact]
    public void Without_files_nothing_is_said() => Assert.Equivalent(Configuration.Nothing, Read());

    [Fact]
    public void The_specified_configuration_home_is_used()
    {
        Write("xdg/lockstep/config.toml", "default_target='x'");

        Assert.Equal("x", Read(configHome: At("xdg")).DefaultTarget);
    }

    [Fact]
    public void The_environment_names_another_personal_file_or_none()
    {
        Write("home/.config/lockstep/config.toml", "default_target='usual'");
        Write("other.toml", "default_target='other'");

        Assert.Equal("other", Read(configFile: At("other.toml")).DefaultTarget);
        Assert.Null(Read(configFile: "").DefaultTarget);
    }

    [Fact]
    public void A_named_file_that_is_missing_is_wrong_usage()
    {
        SyncException failure = Assert.ThrowsAny<SyncException>(() => Read(configFile: "nosuch.toml"));

        Assert.Equal((ExitCode.Usage, "settings file nosuch.toml, which LOCKSTEP_CONFIG names, does not exist"), (failure.ExitCode, failure.Message));
    }

    [Fact]
    public void Settings_that_are_not_text_are_refused()
    {
        Write("project/lockstep.toml", "");
        File.WriteAllBytes(At("project/lockstep.toml"), [(byte)'a', 0xFF]);

        Assert.Equal("settings file lockstep.toml is not UTF-8 text", Assert.ThrowsAny<SyncException>(() => Read()).Message);
    }

    [Fact]
    public void Settings_beyond_all_measure_are_refused()
    {
        Write("project/lockstep.toml", new string('#', (1 << 20) + 1));

        Assert.Equal("cannot read settings file lockstep.toml: it is 1048577 bytes long, the most is 1048576", Assert.ThrowsAny<SyncException>(() => Read()).Message);
    }

    [Theory]
    [InlineData("project", "project")]
    [InlineData("project/a/b", "project")]
    [InlineData("project/nested/c", "project/nested")]
    [InlineData("elsewhere", "elsewhere")]
    public void The_project_is_the_nearest_directory_with_settings(string current, string project)
    {
        Write("project/lockstep.toml", "");
        Write("project/nested/lockstep.toml", "");
        Directory.CreateDirectory(At(current));

        Assert.Equal(At(project), ProjectDirectory.Find(asked: null, At(current)));
    }

    [Fact]
    public void The_directory_asked_for_is_taken_as_it_is()
    {
        Write("project/lockstep.toml", "");
        Directory.CreateDirectory(At("project/a"));

        Assert.Equal(At("project/a"), ProjectDirectory.Find("a/", At("project")));
    }

    [Theory]
    [InlineData("nosuch", "does not exist")]
    [InlineData("lockstep.toml", "is not a directory")]
    public void A_directory_that_is_none_is_refused(string asked, string state)
    {
        Write("project/lockstep.toml", "");

        SyncException failure = Assert.ThrowsAny<SyncException>(() => ProjectDirectory.Find(asked, At("project")));

        Assert.Equal(
            (ExitCode.Refused, $"project directory {At("project")}/{asked} {state}: nothing was done. Give the project's directory with -C"),
            (failure.ExitCode, failure.Message));
    }

    private Configuration Read(string? configFile = null, string? configHome = null) => SettingsFiles.Read(At("project"), new UserEnvironment
    {
        CurrentDirectory = At("project"),
        Home = At("home"),
        ConfigFile = configFile,
        ConfigHome = configHome,
    });

    private void Write(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(At(path))!);
        File.WriteAllText(At(path), text, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
    }

    private string At(string path) => Path.Join(_directory, path);
}
